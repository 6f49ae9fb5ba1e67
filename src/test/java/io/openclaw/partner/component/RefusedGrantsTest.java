package io.openclaw.partner.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.partner.Grants;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RefusedGrantsTest {

    private final Grants grants = new Grants(Clock.fixed(Instant.parse("2026-03-02T02:00:00Z"), ZoneOffset.UTC));
    private final RefusedGrants refused = new RefusedGrants(grants);

    @Test
    void ordersBehindTheCallThatWasRefusedAreToldOfIt() {
        assertThat(refused.why("4px-cn")).isEmpty();
        grants.refused("4px-cn", "create-waybill", failure("http_401"));
        assertThat(refused.why("4px-cn")).hasValueSatisfying(stop -> {
            assertThat(stop.because())
                    .contains("4px-cn refuses the authorization since 2026-03-02T02:00:00Z", "partner_unauthorized");
            assertThat(stop.deaf()).isFalse();
        });
        grants.worked("4px-cn", "find-waybill");
        assertThat(refused.why("4px-cn")).isEmpty();
    }

    @Test
    void oneForbiddenOperationStopsNoAccount() {
        grants.refused("shop", "cancel-order", failure("http_403"));
        assertThat(refused.why("shop")).isEmpty();
    }

    private static PartnerException failure(String code) {
        return new PartnerException(Category.UNAUTHORIZED, "4px-cn", code, "Invalid API key or access token");
    }
}
