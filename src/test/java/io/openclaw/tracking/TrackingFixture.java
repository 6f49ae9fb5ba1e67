package io.openclaw.tracking;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.order.OrderTouch;
import io.openclaw.store.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** A database with an order, its fulfillment and its parcel on the way, and tracking over it. */
public final class TrackingFixture {

    public static final String ORDER = "A1";
    public static final String FULFILLMENT = "A1-F1";
    public static final String PARCEL = "A1-F1-P1";
    /** When orders are placed and fulfillments made. */
    public static final OffsetDateTime SINCE = OffsetDateTime.parse("2024-06-01T00:00:00Z");

    public static final String WAYBILL = "4PX3000000000001CN";

    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final CodeTables tables;
    public final Map<String, Account> accounts = new LinkedHashMap<>();
    public final TestDatabase database;
    public final Tracking tracking;
    public final UnknownCodes unknownCodes;
    public final Rereads rereads;
    private final TrackingReader reader;
    private final TrackingStore store;

    public TrackingFixture(TestDatabase database) {
        this(database, Path.of("config/tracking"));
    }

    public TrackingFixture(TestDatabase database, Path codes) {
        this.database = database;
        this.tables = new CodeTables(codes, meters);
        account("shopify-us", Account.Kind.PLATFORM, "shopify", "US", null, Map.of());
        account("4px-cn", Account.Kind.CARRIER, "4px", "CN", ZoneId.of("Asia/Shanghai"), Map.of());
        account("17track", Account.Kind.CARRIER, "17track", "CN", null, Map.of());
        account("cn-szx", Account.Kind.WAREHOUSE, "openclaw-warehouse", "CN", null, Map.of());
        reader = new TrackingReader(tables, accounts(), Clock.systemUTC());
        store = new TrackingStore(database.jdbc(), new NamedParameterJdbcTemplate(database.dataSource()));
        UnreadCodes unread = new UnreadCodes(database.jdbc());
        Changes changes = new Changes(store, accounts());
        OrderTouch touch = new OrderTouch(database.jdbc(), Clock.systemUTC());
        rereads = new Rereads(store, unread, reader, changes, touch, Clock.systemUTC());
        unknownCodes = new UnknownCodes(unread, reader, accounts());
        tracking = new Tracking(
                store, reader, tables, accounts(), rereads, changes, touch, Clock.systemUTC(), new ObjectMapper());
    }

    /** What one hub looks for by its own code tables; the settling is over at once. */
    CodeWalk codeWalk() {
        return new CodeWalk(new UnreadCodes(database.jdbc()), reader, tables, Clock.systemUTC(), Duration.ZERO);
    }

    public void account(
            String id, Account.Kind kind, String vendor, String site, ZoneId zone, Map<String, Object> policy) {
        accounts.put(
                id,
                new Account(
                        id,
                        "demo",
                        kind,
                        vendor,
                        id,
                        site,
                        zone,
                        "USD",
                        Account.Mode.LIVE,
                        null,
                        "http://localhost",
                        List.of("secret"),
                        Map.of(),
                        policy,
                        Map.of()));
    }

    public Accounts accounts() {
        return new Accounts() {
            @Override
            public Optional<Account> find(String id) {
                return Optional.ofNullable(accounts.get(id));
            }

            @Override
            public Account get(String id) {
                return find(id).orElseThrow(() -> new IllegalArgumentException("no account " + id));
            }

            @Override
            public Collection<Account> all() {
                return accounts.values();
            }
        };
    }

    /** An order with one parcel that has a number. */
    public void order() {
        order(ORDER);
        fulfillment(ORDER, FULFILLMENT);
        parcel(ORDER, FULFILLMENT, PARCEL, WAYBILL);
    }

    public void order(String orderNo) {
        database.jdbc()
                .sql(
                        "INSERT INTO orders (order_no, tenant, account, platform, platform_order_id, platform_order_no, order_type,"
                                + " fulfilled_by, state, payment_status, allocation, test, placed_at, currency, address_restricted,"
                                + " source_updated_at, version_seq, version, created_at, updated_at)"
                                + " VALUES (:no, 'demo', 'shopify-us', 'shopify', :id, '#1001', 'normal', 'merchant', 'open', 'paid',"
                                + " 'planned', FALSE, :since, 'USD', FALSE, :now, 1, 1, :now, :now)")
                .param("no", orderNo)
                .param("id", "id-" + orderNo)
                .param("since", SINCE)
                .param("now", now())
                .update();
    }

    public void fulfillment(String orderNo, String fulfillmentNo) {
        database.jdbc()
                .sql(
                        "INSERT INTO fulfillment (fulfillment_no, tenant, account, order_no, warehouse, label_source, carrier,"
                                + " tracker, status, created_at, updated_at)"
                                + " VALUES (:no, 'demo', 'shopify-us', :order, 'cn-szx', 'carrier', '4px-cn', '17track', 'released',"
                                + " :now, :now)")
                .param("no", fulfillmentNo)
                .param("order", orderNo)
                .param("now", SINCE)
                .update();
    }

    public void parcel(String orderNo, String fulfillmentNo, String parcelNo, String waybillNo) {
        database.jdbc()
                .sql(
                        "INSERT INTO parcel (parcel_no, tenant, fulfillment_no, order_no, account, waybill_status, waybill_no,"
                                + " live_key, boxes, leg, rank, created_at, updated_at)"
                                + " VALUES (:no, 'demo', :fulfillment, :order, 'shopify-us', 'created', :waybill, :waybill, 1, 1, 0,"
                                + " :now, :now)")
                .param("no", parcelNo)
                .param("fulfillment", fulfillmentNo)
                .param("order", orderNo)
                .param("waybill", waybillNo)
                .param("now", now())
                .update();
    }

    /** The order's one line. */
    public void line(String orderNo, int quantity) {
        database.jdbc()
                .sql(
                        "INSERT INTO order_line (order_no, line_no, platform_line_id, platform_sku, sku, quantity, cancelled,"
                                + " allocated, shipped, returned, refunded, requires_shipping, gift)"
                                + " VALUES (:no, 1, 'L1', 'A', 'A', :quantity, 0, 0, 0, 0, 0, TRUE, FALSE)")
                .param("no", orderNo)
                .param("quantity", quantity)
                .update();
    }

    /** What a fulfillment carries of the order's one line. */
    public void lineOf(String orderNo, String fulfillmentNo, int quantity) {
        database.jdbc()
                .sql("INSERT INTO fulfillment_line (fulfillment_no, order_no, line_no, sku, quantity)"
                        + " VALUES (:fulfillment, :no, 1, 'A', :quantity)")
                .param("fulfillment", fulfillmentNo)
                .param("no", orderNo)
                .param("quantity", quantity)
                .update();
    }

    public String milestone() {
        return value("milestone");
    }

    public String value(String column) {
        return database.jdbc()
                .sql("SELECT " + column + " FROM parcel WHERE parcel_no = '" + PARCEL + "'")
                .query((rs, i) -> Optional.ofNullable(rs.getString(1)))
                .single()
                .orElse(null);
    }

    public long count(String table) {
        return database.jdbc()
                .sql("SELECT COUNT(*) FROM " + table)
                .query(Long.class)
                .single();
    }

    /** A 4PX document of events {@code code@local time}. */
    public static TrackingDocument fourPx(String waybill, String... events) {
        return document(waybill, "UTC+08:00", events);
    }

    public static TrackingDocument document(String waybill, String zone, String... events) {
        return new TrackingDocument(
                waybill,
                List.of(),
                false,
                Arrays.stream(events).map(e -> event(e.split("[@=]"), zone)).toList());
    }

    private static TrackingDocument.Event event(String[] parts, String zone) {
        return new TrackingDocument.Event(
                parts[0],
                parts.length > 2 ? parts[2] : "text of " + parts[0],
                null,
                null,
                new TrackingDocument.Time(parts[1], parts[1], zone),
                null);
    }

    static OffsetDateTime now() {
        return Instant.now().atOffset(ZoneOffset.UTC);
    }
}
