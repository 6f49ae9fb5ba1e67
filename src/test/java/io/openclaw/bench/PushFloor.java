package io.openclaw.bench;

import io.openclaw.outbox.EventIds;
import io.openclaw.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What a push makes the hub say to its store before it is acknowledged, in bare JDBC: key, message, event, delivery, disk. */
final class PushFloor {

    private static final double LEASE_SECONDS = 60;
    private static final String TENANT = "demo";
    private static final String ACCOUNT = "shopify-us";
    private static final String HEADERS =
            "{\"x-shopify-topic\":\"orders/create\",\"x-shopify-api-version\":\"2024-10\",\"content-type\":\"application/json\"}";

    private final FloorStore store;
    private final int bodySize;
    private final String addKey;
    private final String insert;
    private final String insertEvent;
    private final String insertHeld;

    /** @param bodySize bytes of a body as the hub stores it, deflated and encrypted */
    PushFloor(FloorStore store, int bodySize) {
        this.store = store;
        this.bodySize = bodySize;
        Sql inbox = Sql.of("inbox");
        Sql outbox = Sql.of("outbox");
        this.addKey = inbox.get("add-key");
        this.insert = inbox.get("insert");
        this.insertEvent = outbox.get("insert-event");
        this.insertHeld = outbox.get("insert-held");
    }

    boolean run() throws SQLException {
        byte[] body = new byte[bodySize];
        ThreadLocalRandom.current().nextBytes(body);
        String key = UUID.randomUUID().toString();
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        try (Connection connection = store.pool().getConnection()) {
            connection.setAutoCommit(false);
            update(connection, addKey, TENANT, ACCOUNT, key, now, 1L);
            long inbox = insert(
                    connection,
                    insert,
                    "id",
                    TENANT,
                    ACCOUNT,
                    "platform",
                    "push",
                    key,
                    "orders/create",
                    key,
                    now,
                    HEADERS,
                    "application/json",
                    body,
                    "taken");
            String data = "{\"inbox_id\":" + inbox + ",\"kind\":\"platform\",\"vendor\":\"shopify\",\"push_type\":"
                    + "\"orders/create\",\"account\":\"shopify-us\",\"tenant\":\"demo\",\"order_key\":\"push:" + inbox
                    + "\"}";
            long seq = insert(
                    connection, insertEvent, "seq", EventIds.next(), "push.platform", TENANT, ACCOUNT, null, now, data);
            update(
                    connection,
                    insertHeld,
                    "order-creation",
                    seq,
                    "push:" + inbox,
                    ACCOUNT,
                    "floor",
                    LEASE_SECONDS,
                    "floor");
            connection.commit();
            connection.setAutoCommit(true);
        }
        store.durability().await();
        return true;
    }

    private static void update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.executeUpdate();
        }
    }

    private static long insert(Connection connection, String sql, String key, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql, new String[] {key})) {
            bind(statement, values);
            statement.executeUpdate();
            try (ResultSet generated = statement.getGeneratedKeys()) {
                generated.next();
                return generated.getLong(1);
            }
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
