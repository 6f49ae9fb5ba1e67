package io.openclaw.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import io.openclaw.e2e.HubProcess;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many pushes the hub acknowledges and how many whole orders it carries through, beside what the same SQL reaches in
 * bare JDBC on the same machine in the same minutes. It fails when the hub does wrong, not when it is slow.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HubBench {

    private static final int CLIENTS = 32;
    private static final int OPEN_CLIENTS = 128;
    private static final int ORDER_THREADS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(75);
    private static final Duration MEASURED = Duration.ofSeconds(15);
    private static final Duration FLOOR = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofSeconds(240);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final int WARM_UP_ORDERS = 500;
    private static final int WARM_UPS = 10;
    private static final double STILL_WARMING = 1.05;
    private static final double CHAIN_SECONDS = 20;
    private static final int EXPECTED_PUSHES = 1000;
    private static final int EXPECTED_ORDERS = 100;
    /** Of a push as the inbox holds it, deflated and encrypted. */
    private static final int STORED_BODY = 700;

    @TempDir
    static Path folder;

    private static Report report;
    private static HubProcess hub;
    private static HubMeter meter;
    private static Recording recording;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(Path.of("target", "bench"));
        report = new Report();
        recording = Recording.make(Files.createDirectories(folder.resolve("recording")));
        hub = BenchHub.start("hub", folder.resolve("hub"), Map.of());
        BenchHub.stock(hub, Recording.SKU);
        meter = new HubMeter(hub);
    }

    @AfterAll
    static void stop() throws Exception {
        if (hub != null) {
            hub.close();
        }
        report.write();
        System.out.println(report);
    }

    @Test
    @Order(1)
    void wholeOrders() throws Exception {
        Chain.Result warm = Chain.run(hub, WARM_UP_ORDERS, PATIENCE);
        int warmed = WARM_UP_ORDERS;
        double before = 0;
        // An order touches so much code that the compiler has work for thousands of them.
        while (warmed < WARM_UPS * WARM_UP_ORDERS && warm.perSecond() > STILL_WARMING * before) {
            before = Math.max(before, warm.perSecond());
            warm = Chain.run(hub, WARM_UP_ORDERS, PATIENCE);
            warmed += WARM_UP_ORDERS;
        }
        int orders = (int) Math.max(WARM_UP_ORDERS, Math.min(4000, warm.perSecond() * CHAIN_SECONDS));
        settled();
        Chain.Result chain = Chain.run(hub, orders, PATIENCE);
        Load.Result floor;
        double faithful;
        double floorCpu;
        try (FloorStore store = FloorStore.of(recording.store(), folder.resolve("floor-orders"))) {
            ChainFloor bare = new ChainFloor(store, recording);
            Load.closed(ORDER_THREADS, FLOOR.dividedBy(2), bare::run);
            double cpu = cpuSeconds();
            floor = Load.closed(ORDER_THREADS, FLOOR, bare::run);
            floorCpu = (cpuSeconds() - cpu) * 1000 / floor.done();
            faithful = bare.faithful();
        }
        report.section(
                "Whole orders",
                "A paid order of one line, placed at the simulated Shopify and pushed: pool, stock, 4PX label, warehouse,"
                        + " confirmation to the shop, ERP, tracking from 4PX and 17TRACK, delivered, and the ERP told of it. The"
                        + " simulated partners run in the hub's process, so their work is in the figure. Parcels travel without a"
                        + " pause, and the partners' call budgets are lifted. Timed from the first order placed to the last"
                        + " delivery told to the ERP. The floor is every statement that one such order makes the hub send to its"
                        + " store, recorded by H2's own trace, in the same transactions and with the same waits for the disk, in"
                        + " bare JDBC from " + ORDER_THREADS
                        + " threads on a fresh file; the partners' stores are not in it.");
        report.figure("whole orders", chain.perSecond(), EXPECTED_ORDERS);
        report.floor(chain.perSecond(), floor.perSecond());
        report.line(
                "- %d orders in %.1f s after %d to warm up (the last %.0f a second); %.1f ms of CPU an order, the floor %.1f ms",
                chain.orders(), chain.seconds(), warmed, warm.perSecond(), chain.cpuMillis(), floorCpu);
        report.line(
                "- an order is %d statements in %d transactions with %d waits for the disk; %.1f %% of the floor's statements"
                        + " touched as many rows as the hub's did",
                recording.statements(), recording.transactions(), recording.waits(), 100 * faithful);
        report.write();
        assertThat(faithful).as("the floor does what the hub does").isGreaterThan(0.9);
    }

    @Test
    @Order(2)
    void pushes() throws Exception {
        settled();
        try (PushRequests requests = new PushRequests(hub.url(), OPEN_CLIENTS)) {
            Load.closed(CLIENTS, WARM_UP, requests::push);
            settled();
            Load.Result slow = Load.open(OPEN_CLIENTS, 50, MEASURED, requests::push);
            Load.Result brisk = Load.open(OPEN_CLIENTS, 200, MEASURED, requests::push);
            settled();
            Duration cpu = meter.cpu();
            double pooled = pooled();
            Load.Result closed = Load.closed(CLIENTS, MEASURED, requests::push);
            pooled = pooled() - pooled;
            double cpuMillis = meter.cpu().minus(cpu).toNanos() / 1e6 / closed.done();
            long drain = System.nanoTime();
            settled();
            double drained = (System.nanoTime() - drain) / 1e9;
            Load.Result floor;
            try (FloorStore store = FloorStore.of(recording.store(), folder.resolve("floor-pushes"))) {
                PushFloor bare = new PushFloor(store, STORED_BODY);
                Load.closed(CLIENTS, FLOOR.dividedBy(4), bare::run);
                floor = Load.closed(CLIENTS, FLOOR, bare::run);
            }
            report.section(
                    "Pushes",
                    "Signed Shopify pushes of " + requests.size()
                            + " bytes, each of a new order, to the 200 that says it is on disk. The orders are unpaid: each enters the"
                            + " pool while the load goes on and is held at the gate. Throughput from " + CLIENTS
                            + " keep-alive clients in a closed loop, which share the machine with the hub. Latency at a fixed rate,"
                            + " timed from the moment each push was due (no coordinated omission). The floor is the same four"
                            + " statements and the same group CHECKPOINT SYNC in bare JDBC, without HTTP, from as many threads.");
            report.figure("pushes acknowledged", closed.perSecond(), EXPECTED_PUSHES);
            report.floor(closed.perSecond(), floor.perSecond());
            report.line(
                    "- meanwhile %.0f orders a second entered the pool; the rest was in after another %.1f s; %.2f ms of CPU of the"
                            + " hub a push, with what it pooled",
                    pooled / closed.seconds(), drained, cpuMillis);
            report.line("");
            report.line("| load | pushes | failed | p50 ms | p99 ms | max ms |");
            report.line("|---|---|---|---|---|---|");
            latency("open, 50 a second", slow);
            latency("open, 200 a second", brisk);
            latency("closed, " + CLIENTS + " clients", closed);
            latency("floor, " + CLIENTS + " threads", floor);
            report.write();
            assertThat(slow.failed() + brisk.failed() + closed.failed())
                    .as("pushes refused")
                    .isZero();
        }
    }

    private static void latency(String load, Load.Result result) {
        report.line(
                "| %s | %d | %d | %.1f | %.1f | %.1f |",
                load,
                result.done(),
                result.failed(),
                result.millis(50),
                result.millis(99),
                result.micros().getMaxValue() / 1000.0);
    }

    /** Orders judged so far. */
    private static double pooled() {
        return meter.sum(
                "openclaw_channel_attempts_seconds_count", "subscriber=\"order-creation\"", "outcome=\"done\"");
    }

    /** Waits until the hub has done nothing for a while. */
    private static void settled() {
        double[] before = {-1};
        await("the hub is idle")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(QUIET)
                .until(() -> {
                    double now = meter.sum("openclaw_channel_attempts_seconds_count");
                    boolean quiet = now == before[0];
                    before[0] = now;
                    return quiet;
                });
    }

    private static double cpuSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }
}
