package io.openclaw.sandbox.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class PartnerStoreTest {

    /** As when its disk is full: H2 closes the store, whoever asks meanwhile is told so, and it is open again by itself. */
    @Test
    void callersAreAnsweredWhileTheStoreIsAwayAndListenersToldWhenItIsBack(@TempDir Path data) throws Exception {
        try (PartnerStore store = new PartnerStore(data.toString())) {
            AtomicInteger returns = new AtomicInteger();
            store.uponReturn(returns::incrementAndGet);
            insert(store, "kept").get(20, TimeUnit.SECONDS);
            closeItself(store);

            CompletableFuture<Integer> meanwhile = insert(store, "meanwhile");

            assertThatThrownBy(() -> meanwhile.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(LedgerAwayException.class);
            await().atMost(Duration.ofSeconds(30)).until(() -> returns.get() == 1);
            insert(store, "later").get(20, TimeUnit.SECONDS);
            assertThat(store.read().queryForList("SELECT id FROM push", String.class))
                    .contains("kept", "later");
        }
    }

    private static CompletableFuture<Integer> insert(PartnerStore store, String id) {
        return store.write(writing -> writing.jdbc()
                .update(
                        "INSERT INTO push (id, account, type, body, created_at) VALUES (?, 'a', 't', '{}', now())",
                        id));
    }

    /** What H2 does when its disk is full. */
    public static void closeItself(PartnerStore store) throws Exception {
        try (Connection connection = store.read().getDataSource().getConnection()) {
            ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession())
                    .getDatabase()
                    .getStore()
                    .getMvStore()
                    .closeImmediately();
        }
    }
}
