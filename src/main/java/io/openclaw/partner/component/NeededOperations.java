package io.openclaw.partner.component;

import io.openclaw.account.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Operations that a connector has to have because of others it has. The hub asks what came of an effect before it repeats it, and takes back
 * what was cancelled: where it cannot, that shows with the first answer that is lost, when it is late.
 */
final class NeededOperations {

    private record Need(String has, String needs, String without) {}

    private static final Map<Account.Kind, List<Need>> NEEDS = Map.of(
            Account.Kind.PLATFORM,
            List.of(
                    new Need("normalize-order", "confirm-shipment", "no shipment is told the shop"),
                    new Need("confirm-shipment", "find-shipment", "one whose answer is lost is never told again"),
                    new Need("cancel-order", "find-cancellation", "one whose answer is lost is never asked for again")),
            Account.Kind.CARRIER,
            List.of(
                    new Need("create-waybill", "find-waybill", "a label whose answer is lost is never bought again"),
                    new Need("create-waybill", "void-waybill", "the label of a cancelled order stays paid")),
            Account.Kind.WAREHOUSE,
            List.of(
                    new Need("create-outbound", "find-outbound", "an order whose answer is lost is never sent again"),
                    new Need("create-outbound", "cancel-outbound", "a cancelled order is shipped all the same")));

    private NeededOperations() {}

    /**
     * What an account's connector lacks, with the field it begins with.
     *
     * @param connector text of the vendor's files
     */
    static List<String> lacking(Account account, String connector) {
        List<String> lacking = new ArrayList<>();
        for (Need need : NEEDS.getOrDefault(account.kind(), List.of())) {
            if (has(account, connector, need.has()) && !has(account, connector, need.needs())) {
                lacking.add("accounts." + account.id() + ".vendor '" + account.vendor() + "' has " + need.has()
                        + " and no " + need.needs() + ", without which " + need.without() + ": give it a route "
                        + account.vendor() + "." + need.needs());
            }
        }
        return lacking;
    }

    private static boolean has(Account account, String connector, String operation) {
        return Pattern.compile("(?m)^\\s*id:\\s*[\"']?" + Pattern.quote(account.vendor() + "." + operation)
                        + "[\"']?\\s*(#.*)?$")
                .matcher(connector)
                .find();
    }
}
