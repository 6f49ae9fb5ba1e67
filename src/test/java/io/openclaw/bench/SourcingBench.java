package io.openclaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.sourcing.plan.SourcingLoad;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

/** How many orders a second are decided on one core: rules, rate cards, splits and explanation, without the database. */
class SourcingBench {

    private static final int ORDERS = 10_000;
    private static final int WAREHOUSES = 20;
    private static final int CARRIERS = 6;
    private static final int SERVICES_EACH = 10;
    private static final double EXPECTED_SECONDS = 20;

    @Test
    void decisions() throws Exception {
        new SourcingLoad(500, WAREHOUSES, CARRIERS, SERVICES_EACH, 1).decide();
        SourcingLoad load = new SourcingLoad(ORDERS, WAREHOUSES, CARRIERS, SERVICES_EACH, 2);
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long began = System.nanoTime();
        long cpu = thread.getCurrentThreadCpuTime();
        SourcingLoad.Result result = load.decide();
        double seconds = (thread.getCurrentThreadCpuTime() - cpu) / 1e9;
        double wall = (System.nanoTime() - began) / 1e9;
        Report report = new Report("sourcing");
        report.section(
                "Sourcing",
                "Orders of one to four lines, three routings, " + WAREHOUSES + " warehouses and "
                        + CARRIERS * SERVICES_EACH
                        + " services, all of which each warehouse asks for each parcel; one thread, no"
                        + " database.");
        report.figure("decisions", ORDERS / seconds, ORDERS / EXPECTED_SECONDS);
        report.line(
                "- %d orders in %.1f s of one core (%.1f s by the clock): %d planned, %d of them split, %d wait",
                ORDERS, seconds, wall, result.planned(), result.split(), result.waiting());
        report.write();
        System.out.println(report);
        assertThat(result.planned() + result.waiting()).isEqualTo(ORDERS);
        assertThat(result.split()).isPositive();
    }
}
