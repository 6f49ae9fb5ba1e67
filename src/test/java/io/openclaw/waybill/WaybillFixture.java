package io.openclaw.waybill;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.product.Product;
import io.openclaw.product.Products;
import io.openclaw.product.SkuMapping;
import io.openclaw.store.FieldCipher;
import io.openclaw.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A database with one order, its fulfillment and its parcel; accounts and a clock that tests turn. */
final class WaybillFixture implements AutoCloseable {

    static final String ORDER = "O1";
    static final String FULFILLMENT = "O1-F1";
    static final String PARCEL = "O1-F1-P1";

    final TestDatabase database;
    final TurnedClock clock = new TurnedClock();
    final FieldCipher cipher = FieldCipher.of(Base64.getEncoder().encodeToString(new byte[32]));
    final TestAccounts accounts = new TestAccounts();
    final Products products;

    WaybillFixture() {
        this(TestDatabase.h2());
    }

    WaybillFixture(TestDatabase database) {
        this.database = database;
        this.products = new Products(database.jdbc(), clock);
        accounts.put(Account.Kind.PLATFORM, "shop", Map.of("confirm_shipment", "label", "erp", "books"));
        accounts.put(Account.Kind.CARRIER, "post", Map.of());
        accounts.put(Account.Kind.WAREHOUSE, "house", Map.of("sender", Map.of("name", "House", "country_code", "CN")));
        accounts.put(Account.Kind.ERP, "books", Map.of());
    }

    /** Empties the database and puts one order into it, whose label the given source makes. */
    void order(String labelSource) {
        database.clear();
        clock.reset();
        products.register(
                new Product(
                        "demo",
                        "MUG",
                        "Mug",
                        null,
                        "CN",
                        "ceramic",
                        "drinking",
                        350,
                        100,
                        100,
                        100,
                        1,
                        null,
                        false,
                        false,
                        false,
                        "马克杯",
                        "mug",
                        new BigDecimal("4"),
                        "USD",
                        "6912000000",
                        null,
                        null,
                        Map.of("US", "6912003500")),
                List.of(SkuMapping.ownName("MUG")));
        OffsetDateTime now = now();
        sql(
                "INSERT INTO orders (order_no, tenant, account, platform, platform_order_id, platform_order_no, order_type,"
                        + " fulfilled_by, state, payment_status, allocation, test, placed_at, currency, total, ship_country,"
                        + " ship_to_enc, address_restricted, source_updated_at, version_seq, version, created_at, updated_at)"
                        + " VALUES (?, 'demo', 'shop', 'shopify', '4501', '#1001', 'normal', 'merchant', 'open', 'paid', 'planned',"
                        + " FALSE, ?, 'USD', 25.5, 'US', ?, FALSE, ?, 1, 3, ?, ?)",
                ORDER,
                now,
                cipher.encryptText("{\"name\":\"A. Buyer\",\"country_code\":\"US\",\"city\":\"Springfield\"}"),
                now,
                now,
                now);
        sql(
                "INSERT INTO order_line (order_no, line_no, platform_line_id, platform_sku, sku, title, quantity, cancelled,"
                        + " allocated, shipped, returned, refunded, unit_price, requires_shipping, gift)"
                        + " VALUES (?, 1, '901', 'MUG', 'MUG', 'A mug', 2, 0, 2, 0, 0, 0, 12.75, TRUE, FALSE)",
                ORDER);
        sql(
                "INSERT INTO fulfillment (fulfillment_no, tenant, account, order_no, warehouse, label_source, carrier, service,"
                        + " status, created_at, updated_at) VALUES (?, 'demo', 'shop', ?, 'house', ?, ?, 'PX', 'planned', ?, ?)",
                FULFILLMENT,
                ORDER,
                labelSource,
                "carrier".equals(labelSource) ? "post" : null,
                now,
                now);
        sql(
                "INSERT INTO fulfillment_line (fulfillment_no, order_no, line_no, sku, quantity) VALUES (?, ?, 1, 'MUG', 2)",
                FULFILLMENT,
                ORDER);
        parcel(PARCEL);
    }

    /** What a bundle consists of from now on. */
    void recipe(String bundle, Map<String, Integer> components) {
        sql("DELETE FROM bundle_component WHERE sku = ?", bundle);
        components.forEach((component, each) ->
                sql("INSERT INTO bundle_component VALUES ('demo', ?, ?, ?)", bundle, component, each));
    }

    /** Units on the shelf that are promised to the fulfillment, of ten there are. */
    void reserved(String sku, int units) {
        sql(
                "INSERT INTO stock (tenant, warehouse, sku, on_hand, reserved, withheld, campaign_locked, quarantine, unsellable,"
                        + " safety_stock, in_transit, reserved_inbound, as_of)"
                        + " VALUES ('demo', 'house', ?, 10, ?, 0, 0, 0, 0, 0, 0, 0, ?)",
                sku,
                units,
                now().minusHours(1));
        sql(
                "INSERT INTO reservation (id, tenant, order_no, fulfillment_no, warehouse, sku, quantity, shipped, state, created_at)"
                        + " VALUES (?, 'demo', ?, ?, 'house', ?, ?, 0, 'reserved', ?)",
                FULFILLMENT + "/" + sku,
                ORDER,
                FULFILLMENT,
                sku,
                units,
                now().minusHours(1));
    }

    void parcel(String parcelNo) {
        sql(
                "INSERT INTO parcel (parcel_no, tenant, fulfillment_no, order_no, account, waybill_status, boxes, leg, rank,"
                        + " created_at, updated_at) VALUES (?, 'demo', ?, ?, 'shop', 'requested', 1, 1, 0, ?, ?)",
                parcelNo,
                FULFILLMENT,
                ORDER,
                now(),
                now());
    }

    /** What the events of the parcel bear. */
    Map<String, Object> event(Object... more) {
        Map<String, Object> data = new HashMap<>();
        data.put("order_no", ORDER);
        data.put("fulfillment_no", FULFILLMENT);
        data.put("parcel_no", PARCEL);
        data.put("account", "shop");
        data.put("warehouse", "house");
        data.put("label_source", text("SELECT label_source FROM fulfillment"));
        data.put("carrier", text("SELECT carrier FROM fulfillment"));
        for (int i = 0; i < more.length; i += 2) {
            data.put((String) more[i], more[i + 1]);
        }
        return data;
    }

    void sql(String statement, Object... parameters) {
        var spec = database.jdbc().sql(statement);
        for (Object parameter : parameters) {
            spec = spec.param(parameter);
        }
        spec.update();
    }

    String text(String query) {
        return database.jdbc()
                .sql(query)
                .query((row, n) -> Optional.ofNullable(row.getString(1)))
                .single()
                .orElse(null);
    }

    String waybillStatus() {
        return text("SELECT waybill_status FROM parcel WHERE parcel_no = '" + PARCEL + "'");
    }

    String fulfillmentStatus() {
        return text("SELECT status FROM fulfillment");
    }

    OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }

    static Map<String, Object> label(String text) {
        return labelOf("pdf", pdf(text));
    }

    static byte[] pdf(String text) {
        return ("%PDF-1.4\n" + text).getBytes();
    }

    static Map<String, Object> labelOf(String format, byte[] document) {
        return Map.of("format", format, "document", Base64.getEncoder().encodeToString(document));
    }

    static Map<String, Object> created(String waybillNo) {
        return new LinkedHashMap<>(
                Map.of("status", "created", "waybill_no", waybillNo, "label", label("label of " + waybillNo)));
    }

    @Override
    public void close() {
        database.close();
    }

    /** Accounts that a test makes up. */
    static final class TestAccounts implements Accounts {

        private final Map<String, Account> all = new LinkedHashMap<>();

        void put(Account.Kind kind, String id, Map<String, Object> policy) {
            put(kind, id, Account.Mode.LIVE, policy);
        }

        void put(Account.Kind kind, String id, Account.Mode mode) {
            put(kind, id, mode, Map.of());
        }

        private void put(Account.Kind kind, String id, Account.Mode mode, Map<String, Object> policy) {
            all.put(
                    id,
                    new Account(
                            id,
                            "demo",
                            kind,
                            id,
                            id,
                            null,
                            ZoneId.of("UTC"),
                            "USD",
                            mode,
                            null,
                            "http://localhost",
                            List.of(),
                            Map.of(),
                            policy,
                            Map.of()));
        }

        @Override
        public Optional<Account> find(String id) {
            return Optional.ofNullable(all.get(id));
        }

        @Override
        public Account get(String id) {
            return find(id).orElseThrow(() -> new IllegalArgumentException("no account " + id));
        }

        @Override
        public Collection<Account> all() {
            return all.values();
        }
    }

    /** A clock that stands until a test turns it. */
    static final class TurnedClock extends Clock {

        private static final Instant START = Instant.parse("2025-03-01T08:00:00Z");
        private volatile Instant instant = START;

        void turn(Duration by) {
            instant = instant.plus(by);
        }

        void reset() {
            instant = START;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            TurnedClock own = this;
            return new Clock() {
                @Override
                public ZoneId getZone() {
                    return zone;
                }

                @Override
                public Clock withZone(ZoneId other) {
                    return own.withZone(other);
                }

                @Override
                public Instant instant() {
                    return own.instant();
                }
            };
        }

        @Override
        public Instant instant() {
            return instant;
        }
    }
}
