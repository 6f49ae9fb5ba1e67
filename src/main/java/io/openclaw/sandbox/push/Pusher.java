package io.openclaw.sandbox.push;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.SandboxAccounts;
import io.openclaw.sandbox.ledger.Behaviours;
import io.openclaw.sandbox.ledger.Fault;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.ledger.Writing;
import io.openclaw.store.Sql;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Pushes to the hub until it answers 200, however long that takes. A push is stored with the change it tells of and
 * forgotten when it was taken; what was not taken goes out again after a restart. Real partners wait minutes and hours
 * between attempts and give up in the end; here the waits are 0.25 s to 5 s.
 */
@Component
public final class Pusher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pusher.class);
    private static final Sql SQL = Sql.of("sandbox");
    private static final int OK = 200;
    private static final int AT_ONCE = 8;
    private static final long FIRST_WAIT_MS = 250;
    private static final long LONGEST_WAIT_MS = 5_000;
    private static final long HUB_AWAY_MS = 500;

    private final PartnerStore store;
    private final SandboxAccounts accounts;
    private final Behaviours behaviours;
    private final HubAddress hub;
    private final Map<String, PushFormat> formats;
    private final DelayQueue<Attempt> attempts = new DelayQueue<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Queue<Object[]> taken = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> complained = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> pending = new ConcurrentHashMap<>();
    private final Sender sender = new Sender(AT_ONCE);
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, runnable -> {
        Thread thread = new Thread(runnable, "partners-push");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean open = true;
    private volatile long awayUntil;

    public Pusher(
            PartnerStore store,
            SandboxAccounts accounts,
            Behaviours behaviours,
            HubAddress hub,
            List<PushFormat> formats) {
        this.store = store;
        this.accounts = accounts;
        this.behaviours = behaviours;
        this.hub = hub;
        this.formats = formats.stream().collect(Collectors.toMap(PushFormat::vendor, format -> format));
        store.beforeCommit(this::forget);
        store.uponReturn(this::takeUp);
        takeUp();
    }

    /** Takes up what is stored and nobody here knows of, as after a restart. */
    private void takeUp() {
        store.read().query(SQL.get("pushes"), row -> {
            take(new Push(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
        });
    }

    private void take(Push push) {
        if (known.add(push.id())) {
            count(push.account(), 1);
            attempts.add(Attempt.first(push));
        }
    }

    /** Begins to push: not before the hub, or this process, is up. */
    @EventListener(ApplicationReadyEvent.class)
    public void ready() {
        for (int i = 0; i < AT_ONCE; i++) {
            threads.execute(this::work);
        }
    }

    /** Pushes this document once the unit of work is durable. */
    public void push(Writing writing, String account, String type, Object document) {
        Push push = new Push(UUID.randomUUID().toString(), account, type, Json.text(document));
        writing.jdbc()
                .update(SQL.get("push"), push.id(), account, type, push.body(), OffsetDateTime.now(ZoneOffset.UTC));
        writing.afterDurable(() -> take(push));
    }

    /** Pushes of an account that the hub has not taken yet. */
    public long pending(String account) {
        return pending.getOrDefault(account, new LongAdder()).sum();
    }

    private void count(String account, int change) {
        pending.computeIfAbsent(account, id -> new LongAdder()).add(change);
    }

    /** True when pushes were taken and are still to be forgotten. */
    public boolean hasNotes() {
        return !taken.isEmpty();
    }

    private void forget(JdbcTemplate jdbc) {
        List<Object[]> ids = new ArrayList<>();
        for (Object[] id = taken.poll(); id != null; id = taken.poll()) {
            ids.add(id);
        }
        if (!ids.isEmpty()) {
            jdbc.batchUpdate(SQL.get("push-taken"), ids);
            ids.forEach(id -> known.remove((String) id[0]));
        }
    }

    private void work() {
        while (open) {
            try {
                Attempt attempt = attempts.take();
                String url = hub.next();
                long away = awayUntil - System.currentTimeMillis();
                if (url == null || away > 0) {
                    attempts.add(attempt.later(Math.max(away, HUB_AWAY_MS / 5)));
                } else {
                    attempt(attempt, url);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (open) {
                    LOG.error("a simulated partner could not push", e);
                }
            }
        }
    }

    private void attempt(Attempt attempt, String url) {
        Push push = attempt.push();
        if (attempt.number() == 0 && attempt.kind() == Attempt.Kind.ORDINARY) {
            Behaviours.Due late = behaviours.ofPush(push.account(), push.type(), Fault.REORDERED_PUSH);
            if (late != null) {
                attempts.add(attempt.overtaken(late.delayMs()));
                return;
            }
            if (behaviours.ofPush(push.account(), push.type(), Fault.DUPLICATE_PUSH) != null) {
                attempts.add(attempt.duplicate());
            }
        }
        int status = 0;
        String outcome;
        try {
            status = send(push, url);
            outcome = Integer.toString(status);
        } catch (ConnectException e) {
            awayUntil = System.currentTimeMillis() + HUB_AWAY_MS;
            attempts.add(attempt.later(HUB_AWAY_MS));
            return;
        } catch (IOException e) {
            outcome = e.toString();
        }
        if (attempt.kind() != Attempt.Kind.DUPLICATE) {
            settle(attempt, url, status, outcome);
        }
    }

    private void settle(Attempt attempt, String url, int status, String outcome) {
        Push push = attempt.push();
        if (status == OK) {
            complained.remove(push.account());
            taken.add(new Object[] {push.id()});
            count(push.account(), -1);
        } else if (open) {
            if (!Integer.valueOf(status).equals(complained.put(push.account(), status))) {
                LOG.info("{} pushed {} to {} and got {}; again until 200", push.account(), push.type(), url, outcome);
            }
            attempts.add(
                    attempt.again(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << Math.min(attempt.number(), Short.SIZE))));
        }
    }

    private int send(Push push, String url) throws IOException {
        SandboxAccount account = accounts.get(push.account());
        byte[] body = Hmac.utf8(push.body());
        Behaviours.Due skew = behaviours.ofPush(push.account(), push.type(), Fault.CLOCK_SKEW);
        Instant now = skew == null ? Instant.now() : Instant.now().minusMillis(skew.delayMs());
        PushFormat format = formats.get(account.vendor());
        String query = format.query(account, push, body, now);
        String address =
                url + "/webhooks/" + account.kind() + "/" + account.id() + (query.isEmpty() ? "" : "?" + query);
        return sender.post(address, format.headers(account, push, body, now), body);
    }

    @Override
    public void close() throws IOException {
        open = false;
        threads.shutdownNow();
        sender.close();
    }
}
