package io.openclaw.sourcing.plan;

import io.openclaw.account.Account;
import io.openclaw.account.TestAccounts;
import io.openclaw.rates.RateBook;
import io.openclaw.rates.RateConfig;
import io.openclaw.sourcing.SourcingFixture;
import io.openclaw.sourcing.rules.SourcingRules;
import io.openclaw.sourcing.rules.SourcingYaml;
import io.openclaw.sourcing.rules.SplitLevel;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A decision by made-up rules, cards, stock and order, without a database. */
public final class Trial {

    public static final OffsetDateTime NOW = OffsetDateTime.parse("2026-03-04T10:00:00+00:00");

    public static final String EXCHANGE = "exchange: {base: USD, rates: {CNY: 7, EUR: 0.9}}\n";

    public final TestAccounts accounts = new TestAccounts();
    private final Map<String, String> cards = new LinkedHashMap<>();
    private final Map<String, Map<String, Integer>> stock = new HashMap<>();
    private final Map<String, Integer> planned = new HashMap<>();
    private final Map<String, Demand.Goods> goods = new HashMap<>();
    private final Map<String, Map<String, Integer>> bundles = new HashMap<>();
    private final List<Demand.Line> lines = new ArrayList<>();
    private String rules;
    private String country = "US";
    private String postalCode;
    private OffsetDateTime shipBy;
    private OffsetDateTime deliverBy;
    private BigDecimal value;
    private List<String> tags = List.of();
    private Demand.ShippingMethod shippingMethod;
    private boolean cod;
    private Demand.Splitting splitting = Demand.Splitting.FREE;

    public Trial(String rules) {
        this.rules = rules;
        accounts.platform("shop").platform("market").carrier("post", Map.of()).carrier("air", Map.of());
        accounts.warehouse("cn", "post").warehouse("us").warehouse("de");
        cards.put("exchange.yaml", EXCHANGE);
    }

    public Trial warehouses(String... names) {
        for (String name : names) {
            accounts.warehouse(name);
        }
        return this;
    }

    /** A card with one service that costs so much in US dollars and takes so many days, everywhere. */
    public Trial price(String account, String service, String price, String days) {
        return card(
                account,
                "account: " + account + "\ncurrency: USD\nservices:\n  " + service + ":\n    transit_days: " + days
                        + "\n    zones: [{countries: [\"*\"], first: {g: 100000, price: " + price + "}}]\n");
    }

    public Trial card(String account, String text) {
        cards.put(account + ".yaml", text);
        return this;
    }

    public Trial stock(String warehouse, String sku, int units) {
        stock.computeIfAbsent(warehouse, w -> new TreeMap<>()).put(sku, units);
        return this;
    }

    public Trial planned(String warehouse, int today) {
        planned.put(warehouse, today);
        return this;
    }

    public Trial bundle(String sku, Map<String, Integer> components) {
        bundles.put(sku, components);
        return this;
    }

    public Trial goods(String sku, int weightG, int boxes, String home, String... special) {
        goods.put(sku, new Demand.Goods(weightG, 300, 200, 100, boxes, Set.of(special), "things", home));
        return this;
    }

    public Trial line(String sku, int quantity) {
        return line(sku, quantity, "10", null);
    }

    public Trial line(String sku, int quantity, String unitPrice, String group) {
        Map<String, Integer> components = new TreeMap<>();
        bundles.getOrDefault(sku, Map.of(sku, 1))
                .forEach((component, each) -> components.put(component, each * quantity));
        lines.add(new Demand.Line(
                lines.size() + 1,
                sku,
                sku,
                quantity,
                unitPrice == null ? null : new BigDecimal(unitPrice),
                group,
                null,
                components));
        return this;
    }

    public Trial to(String country, String postalCode) {
        this.country = country;
        this.postalCode = postalCode;
        return this;
    }

    public Trial shipBy(String time) {
        shipBy = OffsetDateTime.parse(time);
        return this;
    }

    public Trial deliverBy(String time) {
        deliverBy = OffsetDateTime.parse(time);
        return this;
    }

    public Trial value(String amount) {
        value = new BigDecimal(amount);
        return this;
    }

    public Trial tags(String... words) {
        tags = List.of(words);
        return this;
    }

    public Trial shippingMethod(String title, String code) {
        shippingMethod = new Demand.ShippingMethod(title, code);
        return this;
    }

    public Trial cashOnDelivery() {
        cod = true;
        return this;
    }

    public Trial splitting(SplitLevel level, Integer maxParcels, String reason) {
        splitting = new Demand.Splitting(level, maxParcels, reason);
        return this;
    }

    public Trial off(String warehouse) {
        accounts.add(warehouse, Account.Kind.WAREHOUSE, Account.Mode.OFF, Map.of());
        return this;
    }

    public SourcingRules rules() {
        return SourcingYaml.parse("sourcing.yaml", rules, accounts);
    }

    public RateBook book() {
        return new RateConfig(SourcingFixture.folder(cards), accounts).book();
    }

    public Demand demand() {
        return new Demand(
                "demo",
                "O1",
                "shop",
                1,
                country,
                postalCode,
                false,
                true,
                NOW,
                shipBy,
                deliverBy,
                "USD",
                value,
                tags,
                shippingMethod,
                cod,
                false,
                splitting,
                List.copyOf(lines),
                goods);
    }

    public Supply supply() {
        return new Supply(NOW, stock, planned);
    }

    public SourcingPlan plan() {
        return new Planner(rules(), book(), accounts).plan(demand(), supply());
    }

    /** The first proposal as {@code warehouse: sku x quantity, ...; warehouse: ...}; or why there is none. */
    public static String told(SourcingPlan plan) {
        if (!plan.possible()) {
            return "waits: " + plan.decision();
        }
        StringBuilder told = new StringBuilder();
        plan.proposals().get(0).parts().forEach(part -> {
            told.append(told.length() == 0 ? "" : "; ").append(part.warehouse()).append(':');
            part.lines()
                    .forEach(line ->
                            told.append(' ').append(line.sku()).append('x').append(line.quantity()));
        });
        return told.toString();
    }

    public static String service(SourcingPlan plan) {
        SourcingPlan.Part part = plan.proposals().get(0).parts().get(0);
        return part.labelSource() + " " + part.carrier() + " " + part.service();
    }
}
