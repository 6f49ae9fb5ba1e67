package io.openclaw.sandbox.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BehavioursTest {

    @Test
    void noneForAllEndsEveryFaultOfTheAccountAndOfNoOther(@TempDir Path data) throws Exception {
        try (PartnerStore store = new PartnerStore(data.toString())) {
            Behaviours behaviours = new Behaviours(store);
            behaviours
                    .set("4px-cn", "create-waybill", Fault.HTTP_500, null, null)
                    .join();
            behaviours.set("4px-cn", Behaviours.ALL, Fault.SLOW, 3, 5L).join();
            behaviours
                    .set("4px-cn", "tracking", Fault.DUPLICATE_PUSH, null, null)
                    .join();
            behaviours.set("17track", "register", Fault.HTTP_500, null, null).join();

            behaviours.set("4px-cn", Behaviours.ALL, null, null, null).join();

            for (Behaviours known : new Behaviours[] {behaviours, new Behaviours(store)}) {
                assertThat(known.ofCall("4px-cn", "create-waybill")).isNull();
                assertThat(known.ofCall("4px-cn", "cancel-waybill")).isNull();
                assertThat(known.ofPush("4px-cn", "tracking", Fault.DUPLICATE_PUSH))
                        .isNull();
                assertThat(known.ofCall("17track", "register")).isNotNull();
            }
        }
    }

    @Test
    void noneForOneOperationLeavesTheOthers(@TempDir Path data) throws Exception {
        try (PartnerStore store = new PartnerStore(data.toString())) {
            Behaviours behaviours = new Behaviours(store);
            behaviours
                    .set("4px-cn", "create-waybill", Fault.HTTP_500, null, null)
                    .join();
            behaviours
                    .set("4px-cn", "cancel-waybill", Fault.HTTP_500, null, null)
                    .join();
            behaviours.set("4px-cn", "create-waybill", null, null, null).join();
            assertThat(behaviours.ofCall("4px-cn", "create-waybill")).isNull();
            assertThat(behaviours.ofCall("4px-cn", "cancel-waybill")).isNotNull();
        }
    }
}
