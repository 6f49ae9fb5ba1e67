package io.openclaw.order.gate;

import static io.openclaw.order.HoldCode.ACCOUNT_IMPORT_ONLY;
import static io.openclaw.order.HoldCode.ACCOUNT_OFF;
import static io.openclaw.order.HoldCode.ACCOUNT_SHADOW;
import static io.openclaw.order.HoldCode.ARCHIVED;
import static io.openclaw.order.HoldCode.BEFORE_ACT_FROM;
import static io.openclaw.order.HoldCode.BUYER_NOTE;
import static io.openclaw.order.HoldCode.CANCEL_REQUESTED;
import static io.openclaw.order.HoldCode.COOL_OFF;
import static io.openclaw.order.HoldCode.MERCHANT_HOLD;
import static io.openclaw.order.HoldCode.NOTHING_TO_SHIP;
import static io.openclaw.order.HoldCode.NO_COD_SERVICE;
import static io.openclaw.order.HoldCode.PAYMENT_TERMS;
import static io.openclaw.order.HoldCode.PLATFORM_FULFILLED;
import static io.openclaw.order.HoldCode.PRODUCT_DATA_MISSING;
import static io.openclaw.order.HoldCode.RISK;
import static io.openclaw.order.HoldCode.SELLER_NOTE;
import static io.openclaw.order.HoldCode.SKU_UNMAPPED;
import static io.openclaw.order.HoldCode.TEST_ORDER;
import static io.openclaw.order.HoldCode.UNPAID;

import io.openclaw.account.Account;
import io.openclaw.order.HoldCode;
import io.openclaw.order.Money;
import io.openclaw.order.OrderDocument;
import io.openclaw.order.PooledLine;
import io.openclaw.product.ProductNeed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must be true before an order is acted on. Pure rules: the same facts give the same holds, so a hold is gone as soon
 * as its cause is.
 */
final class GateRules {

    private static final Set<String> PAID = Set.of("paid", "cod", "partially_refunded");
    private static final String ON_TERMS = "on_terms";
    private static final String OTHER_SERVICE = "other_service";
    private static final Set<String> HANDED_OVER = Set.of("local_delivery", "pickup");
    private static final List<String> RISKS_HELD = List.of("high", "cancel", "fraud");

    private final GateFacts facts;
    private final OrderDocument doc;
    private final Account account;
    private final List<Hold> holds = new ArrayList<>();

    private GateRules(GateFacts facts) {
        this.facts = facts;
        this.doc = facts.order().document();
        this.account = facts.account();
    }

    /** Whether anything is left to be shipped by us: if not, nothing holds the order and nothing releases it. */
    static boolean somethingToDo(GateFacts facts) {
        return facts.order().document().status() == OrderDocument.Status.OPEN
                && facts.lines().stream().anyMatch(PooledLine::unshipped);
    }

    /** The gate's own holds, in the order in which a person would mend them. Empty where there is nothing to do. */
    static List<Hold> holds(GateFacts facts) {
        return somethingToDo(facts) ? new GateRules(facts).judge() : new GateRules(facts).whyNothing();
    }

    /** Of an order that is wanted and of which nothing was ever for the hub to ship: why nothing happens. Empty for any other. */
    private List<Hold> whyNothing() {
        List<OrderDocument.Line> wanted = doc.lines().stream()
                .filter(line -> line.cancelled() < line.quantity())
                .toList();
        if (doc.status() != OrderDocument.Status.OPEN
                || wanted.isEmpty()
                || wanted.stream().anyMatch(OrderDocument.Line::requiresShipping)) {
            return List.of();
        }
        if (!"merchant".equals(doc.fulfilledBy())) {
            return List.of(Hold.of(PLATFORM_FULFILLED, server()));
        }
        Set<String> reasons = wanted.stream()
                .map(line -> line.noShippingReason() == null ? "" : line.noShippingReason())
                .collect(Collectors.toSet());
        return List.of(Hold.of(
                NOTHING_TO_SHIP, reasons.size() == 1 ? reasons.iterator().next() : ""));
    }

    private List<Hold> judge() {
        payment();
        kind();
        mode();
        wishes();
        if ("merchant".equals(doc.fulfilledBy())) {
            goods();
            AddressRules.missing(doc.shipTo(), account)
                    .forEach(field -> holds.add(Hold.of(HoldCode.ADDRESS_INCOMPLETE, field)));
        }
        coolOff();
        boolean begun = facts.order().allocation().equals("planned");
        holds.removeIf(hold -> facts.waived().contains(hold.code().code())
                || begun && hold.code().beforeWork());
        return List.copyOf(holds);
    }

    private void payment() {
        if (ON_TERMS.equals(doc.paymentDetail()) && "unpaid".equals(doc.paymentStatus())) {
            if (!"always".equals(account.policy("ship_on_terms", "never"))) {
                holds.add(Hold.of(PAYMENT_TERMS, doc.paymentTerms()));
            }
        } else if (!PAID.contains(doc.paymentStatus())) {
            holds.add(Hold.of(UNPAID, whyUnpaid()));
        }
        if (!facts.collects() && "merchant".equals(doc.fulfilledBy())) {
            holds.add(Hold.of(NO_COD_SERVICE, toBeCollected()));
        }
    }

    private String toBeCollected() {
        return doc.codAmount() == null ? "" : Money.text(doc.codAmount(), doc.codCurrency()) + " " + doc.codCurrency();
    }

    /** What somebody has to do about it depends on the reason: most wait for the buyer, what is voided waits for nobody. */
    private String whyUnpaid() {
        if ("refunded".equals(doc.paymentStatus())) {
            return "refunded";
        }
        if ("partially_paid".equals(doc.paymentDetail()) && doc.outstanding() != null) {
            return "amount_open: " + Money.text(doc.outstanding(), doc.currency()) + " " + doc.currency();
        }
        return doc.paymentDetail() == null || doc.paymentDetail().equals("pending") ? "" : doc.paymentDetail();
    }

    private void kind() {
        if (doc.test()) {
            holds.add(Hold.of(TEST_ORDER));
        }
        if (!"merchant".equals(doc.fulfilledBy())) {
            holds.add(Hold.of(PLATFORM_FULFILLED, server()));
        }
        if (doc.archived() && !beforeActFrom()) {
            holds.add(Hold.of(ARCHIVED));
        }
    }

    /** Who serves the order in our place, where the platform says it. */
    private String server() {
        String category =
                doc.shippingMethod() == null ? null : doc.shippingMethod().category();
        if (category != null && HANDED_OVER.contains(category)) {
            return category;
        }
        boolean others = doc.lines().stream()
                .filter(line -> line.cancelled() < line.quantity())
                .allMatch(line -> OTHER_SERVICE.equals(line.noShippingReason()));
        return others && !doc.lines().isEmpty() ? OTHER_SERVICE : "";
    }

    private boolean beforeActFrom() {
        return account.actFrom() != null && doc.placedAt().isBefore(account.actFrom());
    }

    private void mode() {
        switch (account.mode()) {
            case OFF -> holds.add(Hold.of(ACCOUNT_OFF));
            case IMPORT_ONLY -> holds.add(Hold.of(ACCOUNT_IMPORT_ONLY));
            case SHADOW -> holds.add(Hold.of(ACCOUNT_SHADOW));
            case LIVE -> {
                // the gate is open
            }
        }
        if (beforeActFrom()) {
            holds.add(new Hold(BEFORE_ACT_FROM, "", "acts on orders from " + account.actFrom()));
        }
    }

    private void wishes() {
        if (doc.cancelRequest() != null) {
            holds.add(new Hold(CANCEL_REQUESTED, "", doc.cancelRequest().reason()));
        }
        OrderDocument.MerchantHold held = doc.heldBySeller();
        if (held != null) {
            holds.add(new Hold(MERCHANT_HOLD, held.reason(), held.note()));
        }
        List<String> risks = account.policyList("hold_on_risk");
        // of "unknown: word" the first
        if (doc.risk() != null
                && (risks.isEmpty() ? RISKS_HELD : risks)
                        .contains(doc.risk().toLowerCase(Locale.ROOT).split(":")[0])) {
            holds.add(Hold.of(RISK, doc.risk()));
        }
        if (Boolean.parseBoolean(account.policy("hold_on_notes", "false"))) {
            if (doc.sellerNote() != null) {
                holds.add(Hold.of(SELLER_NOTE));
            }
            if (noted()) {
                holds.add(Hold.of(BUYER_NOTE));
            }
        }
    }

    /** Whether the buyer has said anything: of the order, or of what a line is to be made into. */
    private boolean noted() {
        return doc.buyer() != null
                        && (doc.buyer().note() != null
                                || !doc.buyer().attributes().isEmpty())
                || facts.lines().stream()
                        .anyMatch(line -> line.unshipped() && line.stated().customization() != null);
    }

    private void goods() {
        Map<String, Hold> bySubject = new LinkedHashMap<>();
        for (PooledLine line : facts.lines()) {
            if (!line.unshipped()) {
                continue;
            }
            if (line.sku() == null) {
                put(bySubject, Hold.of(SKU_UNMAPPED, line.mappingKey()));
            } else if (line.open()) {
                List<String> missing = facts.needs()
                        .getOrDefault(line.sku(), ProductNeed.CUSTOMS)
                        .missing(facts.products().get(line.sku()), facts.order().shipCountry());
                if (!missing.isEmpty()) {
                    put(bySubject, Hold.of(PRODUCT_DATA_MISSING, line.sku() + ": " + String.join(", ", missing)));
                }
            }
        }
        holds.addAll(bySubject.values());
    }

    private static void put(Map<String, Hold> bySubject, Hold hold) {
        bySubject.put(hold.code() + "|" + hold.subject(), hold);
    }

    private void coolOff() {
        long minutes = (long) Double.parseDouble(account.policy("cool_off_minutes", "0"));
        Instant start = doc.paidAt() == null || doc.paidAt().isBefore(doc.placedAt()) ? doc.placedAt() : doc.paidAt();
        Instant until = start.plus(Duration.ofMinutes(minutes));
        if (minutes > 0 && facts.now().isBefore(until)) {
            holds.add(new Hold(COOL_OFF, "", until.toString()));
        }
    }
}
