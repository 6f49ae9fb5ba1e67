package io.openclaw.stock;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.tracking.DataFile;
import java.util.List;
import java.util.Map;

/** Reads {@code config/stock.yaml}; a mistake names file, line and reason. */
final class StockPolicyFile {

    private final Accounts accounts;

    private StockPolicyFile(Accounts accounts) {
        this.accounts = accounts;
    }

    /** @throws DataFile.Invalid for the first mistake */
    static StockPolicy read(DataFile.Entry file, Accounts accounts) {
        return new StockPolicyFile(accounts).policy(file);
    }

    private StockPolicy policy(DataFile.Entry root) {
        Map<String, DataFile.Entry> parts =
                root.fields(List.of("safety_stock", "buffers", "accounts", "presale", "drift"));
        Map<String, DataFile.Entry> drift =
                parts.containsKey("drift") ? parts.get("drift").fields(List.of("units", "percent")) : Map.of();
        return new StockPolicy(
                items(parts, "safety_stock").stream().map(this::safety).toList(),
                items(parts, "buffers").stream().map(this::buffer).toList(),
                items(parts, "accounts").stream().map(this::share).toList(),
                items(parts, "presale").stream()
                        .map(entry -> match(
                                entry.fields(List.of("account", "category", "sku")), "account", Account.Kind.PLATFORM))
                        .toList(),
                number(drift, "units", StockPolicy.NONE.driftUnits(), 1_000_000),
                number(drift, "percent", StockPolicy.NONE.driftPercent(), 100));
    }

    private static List<DataFile.Entry> items(Map<String, DataFile.Entry> parts, String name) {
        return parts.containsKey(name) ? parts.get(name).items() : List.of();
    }

    private StockPolicy.Safety safety(DataFile.Entry entry) {
        Map<String, DataFile.Entry> fields = entry.fields(List.of("warehouse", "category", "sku", "units"));
        needed(entry, fields, "units");
        return new StockPolicy.Safety(
                match(fields, "warehouse", Account.Kind.WAREHOUSE), number(fields, "units", 0, 1_000_000));
    }

    private StockPolicy.Buffer buffer(DataFile.Entry entry) {
        Map<String, DataFile.Entry> fields = entry.fields(List.of("warehouse", "category", "sku", "units", "percent"));
        if (!fields.containsKey("units") && !fields.containsKey("percent")) {
            throw entry.error("a buffer needs 'units' or 'percent'");
        }
        return new StockPolicy.Buffer(
                match(fields, "warehouse", Account.Kind.WAREHOUSE),
                number(fields, "units", 0, 1_000_000),
                number(fields, "percent", 0, 100));
    }

    private StockPolicy.Share share(DataFile.Entry entry) {
        Map<String, DataFile.Entry> fields =
                entry.fields(List.of("account", "category", "sku", "share_percent", "keep", "cap", "hide_below"));
        return new StockPolicy.Share(
                match(fields, "account", Account.Kind.PLATFORM),
                number(fields, "share_percent", 100, 100),
                number(fields, "keep", 0, 1_000_000),
                fields.containsKey("cap") ? number(fields, "cap", 0, 10_000_000) : null,
                number(fields, "hide_below", 0, 1_000_000));
    }

    private StockPolicy.Match match(Map<String, DataFile.Entry> fields, String place, Account.Kind kind) {
        DataFile.Entry named = fields.get(place);
        if (named != null
                && accounts.find(named.text()).filter(a -> a.kind() == kind).isEmpty()) {
            throw named.error("'" + named.text() + "' is no " + kind.word() + " account of config/partners.yaml");
        }
        return new StockPolicy.Match(text(fields, place), text(fields, "category"), text(fields, "sku"));
    }

    private static String text(Map<String, DataFile.Entry> fields, String name) {
        return fields.containsKey(name) ? fields.get(name).text() : null;
    }

    private static void needed(DataFile.Entry entry, Map<String, DataFile.Entry> fields, String name) {
        if (!fields.containsKey(name)) {
            throw entry.error("'" + name + "' is missing");
        }
    }

    private static int number(Map<String, DataFile.Entry> fields, String name, int otherwise, int most) {
        DataFile.Entry entry = fields.get(name);
        if (entry == null) {
            return otherwise;
        }
        int number = entry.number();
        if (number < 0 || number > most) {
            throw entry.error("'" + name + "' has to be from 0 to " + most + ", not " + number);
        }
        return number;
    }
}
