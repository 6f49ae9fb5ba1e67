package io.openclaw.bench;

import static org.awaitility.Awaitility.await;

import io.openclaw.e2e.HubClient;
import io.openclaw.e2e.HubProcess;
import java.time.Duration;

/** Whole orders through the hub: placed at the simulated shop, delivered by the simulated carrier, told to the ERP. */
final class Chain {

    private static final int BATCH = 50;
    private static final String METRIC = "openclaw_partner_operation_seconds_count";

    /**
     * What came of it.
     *
     * @param seconds from the first order placed to the last delivery told to the ERP
     * @param cpu of the hub and the simulated partners in it
     */
    record Result(int orders, double seconds, Duration cpu) {

        double perSecond() {
            return orders / seconds;
        }

        double cpuMillis() {
            return cpu.toNanos() / 1e6 / orders;
        }
    }

    private Chain() {}

    /** Puts the orders in, as fast as the shop takes them, and waits until each is delivered. */
    static Result run(HubProcess hub, int orders, Duration patience) {
        HubMeter meter = new HubMeter(hub);
        long before = delivered(meter);
        Duration cpu = meter.cpu();
        long start = System.nanoTime();
        for (int placed = 0; placed < orders; placed += BATCH) {
            place(hub, Math.min(BATCH, orders - placed));
        }
        await(orders + " orders delivered")
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> delivered(meter) - before >= orders);
        return new Result(orders, (System.nanoTime() - start) / 1e9, meter.cpu().minus(cpu));
    }

    static void place(HubProcess hub, int orders) {
        BenchHub.expect(new HubClient(hub.url())
                .open(
                        "POST",
                        "/sandbox/orders",
                        "{\"account\":\"shopify-us\",\"count\":" + orders + ",\"sku\":\"" + Recording.SKU + "\"}"));
    }

    /** Deliveries told to the ERP so far: the last thing that becomes of an order. */
    static long delivered(HubMeter meter) {
        return Math.round(meter.sum(METRIC, "operation=\"erp:push-delivered\"", "outcome=\"ok\""));
    }
}
