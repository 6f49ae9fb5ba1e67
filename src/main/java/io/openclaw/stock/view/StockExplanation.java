package io.openclaw.stock.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.stock.ChannelSupply;
import io.openclaw.stock.Counters;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockPolicies;
import io.openclaw.stock.StockPolicy;
import io.openclaw.stock.StockPolicyVersions;
import io.openclaw.stock.StockTable;
import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Says why the figures of a SKU are not what they were: what moved, what was edited in the stock policy, what a bundle came to consist
 * of. For each warehouse and each account what is listed adds up to the difference.
 */
@Component
public class StockExplanation {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Integer>> COMPONENTS = new TypeReference<>() {};

    private final StockTable table;
    private final StockMoves moves;
    private final ChannelSupply supply;

    public StockExplanation(StockTable table, StockMoves moves, ChannelSupply supply) {
        this.table = table;
        this.moves = moves;
        this.supply = supply;
    }

    /** What was said otherwise of a product. */
    private record ProductEdit(String sku, OffsetDateTime at, String what, String was, String became) {}

    /** What was edited, in the order in which it was. */
    private record Edit(
            OffsetDateTime at, StockPolicyVersions.Version policy, ProductEdit product, ChannelSupply.Version supply) {}

    /** All that is known of one SKU and the time since. */
    private final class Case {
        private final String tenant;
        private final String sku;
        private final OffsetDateTime since;
        private final boolean bundle;
        private final List<StockMoves.Sum> sums;
        private final List<Edit> edits = new ArrayList<>();
        private final StockPolicy policyThen;
        private final Map<String, String> categoriesThen = new HashMap<>();
        private final Map<String, Integer> partsThen;
        /** Rows and locks as they were, parts and policy still to be given. */
        private final StockBooks then;

        private final StockBeginnings beginnings;

        private Case(String tenant, String sku, Map<String, Integer> components, OffsetDateTime since) {
            this.tenant = tenant;
            this.sku = sku;
            this.since = since;
            List<ProductEdit> recipes = edits(tenant, List.of(sku), since).stream()
                    .filter(edit -> edit.what().equals("components"))
                    .toList();
            Map<String, Integer> now = itself(sku, components);
            partsThen =
                    recipes.isEmpty() ? now : itself(sku, read(recipes.get(0).was()));
            TreeSet<String> skus = new TreeSet<>(now.keySet());
            skus.addAll(partsThen.keySet());
            recipes.forEach(edit -> skus.addAll(itself(sku, read(edit.became())).keySet()));
            bundle = skus.size() > 1 || !skus.contains(sku);
            sums = moves.since(tenant, skus, since);
            TreeSet<String> all = new TreeSet<>(skus);
            all.add(sku);
            List<ProductEdit> categories = edits(tenant, all, since).stream()
                    .filter(edit -> edit.what().equals("category"))
                    .toList();
            StockPolicies policies = table.policies();
            List<StockPolicyVersions.Version> versions = policies.since(since);
            all.forEach(each -> categoriesThen.put(each, policies.category(versions, new StockKey(tenant, "", each))));
            List<ProductEdit> backwards = new ArrayList<>(categories);
            Collections.reverse(backwards);
            backwards.forEach(edit -> categoriesThen.put(edit.sku(), edit.was()));
            policyThen = versions.get(0).policy();
            versions.subList(1, versions.size()).forEach(v -> edits.add(new Edit(v.since(), v, null, null)));
            categories.forEach(edit -> edits.add(new Edit(edit.at(), null, edit, null)));
            edits.sort(Comparator.comparing(Edit::at));
            recipes.forEach(edit -> edits.add(new Edit(edit.at(), null, edit, null)));
            List<ChannelSupply.Version> supplies = supply.since(since);
            supplies.stream().skip(1).forEach(v -> edits.add(new Edit(v.since(), null, null, v)));
            then = books(
                    tenant, skus, supplies.isEmpty() ? supply : supplies.get(0).supply());
            sums.forEach(sum -> then.move(sum, -1));
            beginnings = new StockBeginnings(edits.isEmpty() ? Map.of() : began(tenant, skus, since));
        }

        /**
         * The steps of one account's figure, or of a warehouse's where no account is meant.
         *
         * @param opening the books they begin with, which are given what was said of a row before there was one
         */
        private List<StockReplay.Step> steps(StockBooks opening, String account, String warehouse) {
            boolean ahead = account != null && policyThen.presold(account, categoriesThen.get(sku), sku);
            boolean aheadLater = account != null
                    && edits.stream()
                            .anyMatch(edit -> edit.policy() != null
                                    && edit.policy().policy().presold(account, categoriesThen.get(sku), sku));
            List<StockReplay.Step> moved = StockReplay.steps(
                    sums.stream()
                            .filter(sum ->
                                    warehouse == null || sum.key().warehouse().equals(warehouse))
                            .toList(),
                    account,
                    ahead || aheadLater,
                    account != null || bundle);
            List<StockReplay.Step> steps = new ArrayList<>();
            StockPolicy policy = policyThen;
            Map<String, String> categories = new HashMap<>(categoriesThen);
            StockBooks.Kept before = kept(account, policy, categories);
            ChannelSupply drawnOn = then.supply();
            for (Edit edit : edits) {
                if (edit.supply() != null) {
                    if (account != null) {
                        steps.add(drawsOn(account, drawnOn, edit.supply()));
                        drawnOn = edit.supply().supply();
                    }
                    continue;
                }
                if (edit.product() != null && edit.product().what().equals("components")) {
                    steps.add(recipe(edit.product()));
                    continue;
                }
                String source;
                if (edit.policy() != null) {
                    policy = edit.policy().policy();
                    source = "file " + table.policies().path().getFileName() + " edited";
                } else {
                    ProductEdit product = edit.product();
                    categories.put(product.sku(), product.became());
                    source = "category of " + product.sku() + " " + name(product.was()) + " → " + name(product.became())
                            + " stated";
                }
                StockBooks.Kept after = kept(account, policy, categories);
                steps.addAll(StockReplay.steps(before, after, account, sku, edit.at(), source));
                before = after;
            }
            steps.stream().filter(beginnings::ofNothing).forEach(edit -> edit.change()
                    .accept(opening));
            steps.removeIf(beginnings::ofNothing);
            return beginnings.ordered(moved, steps);
        }

        private StockReplay.Step drawsOn(String account, ChannelSupply before, ChannelSupply.Version after) {
            return StockReplay.Step.edit(
                    "sourcing",
                    null,
                    after.since(),
                    after.source() + " " + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(after.since()) + ": "
                            + SupplyWords.differences(
                                    account,
                                    before.sources(account, warehouses()),
                                    after.supply().sources(account, warehouses())),
                    books -> books.supply(after.supply()));
        }

        private TreeSet<String> warehouses() {
            TreeSet<String> warehouses = new TreeSet<>();
            then.rows().forEach(key -> warehouses.add(key.warehouse()));
            return warehouses;
        }

        private StockReplay.Step recipe(ProductEdit edit) {
            Map<String, Integer> parts = itself(sku, read(edit.became()));
            return StockReplay.Step.edit(
                    "bundle",
                    null,
                    edit.at(),
                    "bundle " + sku + " stated " + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(edit.at()) + ": "
                            + ingredients(read(edit.was())) + " → " + ingredients(read(edit.became())),
                    books -> books.parts(parts));
        }

        private StockBooks.Kept kept(String account, StockPolicy policy, Map<String, String> categories) {
            Map<StockKey, Integer> safety = new TreeMap<>();
            Map<StockKey, StockPolicy.Buffer> buffers = new TreeMap<>();
            then.rows().forEach(key -> {
                String category = categories.get(key.sku());
                safety.put(key, policy.safetyOf(key.warehouse(), category, key.sku()));
                buffers.put(key, policy.bufferOf(key.warehouse(), category, key.sku()));
            });
            return account == null
                    ? new StockBooks.Kept(safety, buffers, StockPolicy.Share.ALL, false)
                    : new StockBooks.Kept(
                            safety,
                            buffers,
                            policy.shareOf(account, categories.get(sku), sku),
                            policy.presold(account, categories.get(sku), sku));
        }

        private StockBooks opening(String account) {
            return then.with(partsThen, kept(account, policyThen, categoriesThen));
        }

        private StockView.Moves warehouse(String warehouse) {
            StockBooks books = opening(null);
            List<StockReplay.Step> steps = steps(books, null, warehouse);
            int opening = inWarehouse(books, warehouse);
            List<StockReplay.Done> done =
                    StockReplay.play(books, steps, b -> inWarehouse(b, warehouse), warehouse, bundle ? null : sku);
            return new StockView.Moves(
                    warehouse,
                    opening,
                    done.stream()
                            .filter(each -> each.step().key() == null
                                    || each.step().key().warehouse().equals(warehouse))
                            .map(each -> new StockView.Move(
                                    each.step().kind(),
                                    each.step().changed(),
                                    each.quantity(),
                                    each.step().times(),
                                    words(each.step(), books)))
                            .toList(),
                    inWarehouse(books, warehouse));
        }

        /** Of a stocked SKU what is free, which may be below zero; of a bundle how many there could be. */
        private int inWarehouse(StockBooks books, String warehouse) {
            Map<String, Counters> shelf = books.byWarehouse().getOrDefault(warehouse, Map.of());
            if (!bundle) {
                return shelf.get(sku).free();
            }
            Map<String, AvailableToSell> each = new TreeMap<>();
            shelf.forEach((part, counters) -> each.put(part, AvailableToSell.of(counters)));
            return AvailableToSell.bundle(warehouse, each, books.parts()).ats();
        }

        private StockView.Figure account(String account) {
            StockBooks books = opening(account);
            List<StockReplay.Step> steps = steps(books, account, null);
            int opening = ofAccount(books, account);
            List<StockReplay.Done> done = StockReplay.play(books, steps, b -> ofAccount(b, account));
            int closing = ofAccount(books, account);
            TreeSet<String> reached = new TreeSet<>(books.supply().warehouses(account, warehouses()));
            reached.addAll(then.supply().warehouses(account, warehouses()));
            return new StockView.Figure(
                    account,
                    opening,
                    done.stream()
                            .filter(each -> each.quantity() != 0
                                    || each.step().key() == null
                                    || reached.contains(each.step().key().warehouse()))
                            .map(each -> reason(each, books))
                            .toList(),
                    closing);
        }

        private StockView.Reason reason(StockReplay.Done done, StockBooks books) {
            StockReplay.Step step = done.step();
            return new StockView.Reason(
                    step.kind(),
                    step.key() == null ? null : step.key().warehouse(),
                    step.key() == null ? null : step.key().sku(),
                    done.quantity(),
                    step.units(),
                    step.times(),
                    DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(step.at()),
                    words(step, books));
        }

        private String words(StockReplay.Step step, StockBooks books) {
            if (!bundle || step.key() == null || step.counter() == null) {
                return step.words();
            }
            Integer each = books.parts()
                    .getOrDefault(step.key().sku(), partsThen.get(step.key().sku()));
            return "of component " + step.key().sku() + (each == null ? "" : ", " + each + " in each") + ": "
                    + step.words();
        }

        private int ofAccount(StockBooks books, String account) {
            return StockQueries.channel(
                            books.byWarehouse(),
                            books.locks(),
                            books.supply(),
                            account,
                            books.kept().presold(),
                            sku,
                            books.parts())
                    .map(sum -> sum.shared(books.kept().share()).ats())
                    .orElse(0);
        }
    }

    /**
     * @param components what the SKU consists of; empty where it is no bundle
     * @param accounts whose figures are explained
     */
    StockView.History explain(
            String tenant,
            String sku,
            Map<String, Integer> components,
            Collection<String> accounts,
            OffsetDateTime since) {
        Case of = new Case(tenant, sku, components, since);
        return new StockView.History(
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(since),
                of.warehouses().stream().map(of::warehouse).toList(),
                accounts.stream().map(of::account).toList());
    }

    private StockBooks books(String tenant, Collection<String> skus, ChannelSupply drawnOn) {
        Map<StockKey, Counters> rows = new TreeMap<>();
        table.spec("stock-of-skus")
                .param("tenant", tenant)
                .param("skus", skus)
                .query(Counters::map)
                .list()
                .forEach(row -> rows.put(row.key(), row));
        Map<StockKey, Map<String, Integer>> locks = new TreeMap<>();
        table.spec("locks-of-skus").param("tenant", tenant).param("skus", skus).query((ResultSet row) -> {
            locks.computeIfAbsent(
                            new StockKey(tenant, row.getString("warehouse"), row.getString("sku")),
                            k -> new TreeMap<>())
                    .put(row.getString("account"), row.getInt("quantity"));
        });
        return new StockBooks(
                rows,
                locks,
                skus.stream().collect(Collectors.toMap(each -> each, each -> 1)),
                new StockBooks.Kept(Map.of(), Map.of(), StockPolicy.Share.ALL, false),
                drawnOn);
    }

    private Map<StockKey, OffsetDateTime> began(String tenant, Collection<String> skus, OffsetDateTime since) {
        Map<StockKey, OffsetDateTime> began = new HashMap<>();
        table.spec("began-since")
                .param("tenant", tenant)
                .param("skus", skus)
                .param("since", since)
                .query((ResultSet row) -> {
                    began.put(
                            new StockKey(tenant, row.getString("warehouse"), row.getString("sku")),
                            row.getObject("began", OffsetDateTime.class));
                });
        return began;
    }

    private List<ProductEdit> edits(String tenant, Collection<String> skus, OffsetDateTime since) {
        return table.spec("product-changes")
                .param("tenant", tenant)
                .param("skus", skus)
                .param("since", since)
                .query((row, n) -> new ProductEdit(
                        row.getString("sku"),
                        row.getObject("at", OffsetDateTime.class),
                        row.getString("what"),
                        row.getString("was"),
                        row.getString("became")))
                .list();
    }

    private static Map<String, Integer> itself(String sku, Map<String, Integer> components) {
        return components.isEmpty() ? Map.of(sku, 1) : new TreeMap<>(components);
    }

    private static Map<String, Integer> read(String components) {
        try {
            return components == null ? Map.of() : JSON.readValue(components, COMPONENTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("product_change holds no components: " + components, e);
        }
    }

    private static String ingredients(Map<String, Integer> components) {
        return components.isEmpty()
                ? "no bundle"
                : new TreeMap<>(components)
                        .entrySet().stream()
                                .map(part -> part.getValue() + " " + part.getKey())
                                .collect(Collectors.joining(" + "));
    }

    private static String name(String category) {
        return category == null ? "none" : category;
    }
}
