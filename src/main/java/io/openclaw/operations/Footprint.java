package io.openclaw.operations;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Gives memory back that only the start, or a busy hour, needed. The JVM keeps its heap as large as it became, most of it
 * empty, and the C library what the compilers gave back to it; a hub that idles on a small machine should not hold either.
 * Both grow again with the work.
 */
final class Footprint implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Footprint.class);
    private static final long LOOK_SECONDS = 3;
    private static final int IDLE_LOOKS = 3;
    private static final double IDLE_CORES = 0.15;
    private static final long SELDOM_NANOS = TimeUnit.MINUTES.toNanos(15);
    private static final long OFTEN_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long WORTH_BYTES = 32L << 20;
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
    private static final String TRIM_NATIVE_HEAP = "systemTrimNativeHeap";
    private static final String LEAST_FREE_PERCENT = "10";
    private static final String MOST_FREE_PERCENT = "20";

    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ScheduledThreadPoolExecutor watch;
    private long cpu;
    private int idleLooks;
    private long trimmedTo;
    private long trimmedAt = System.nanoTime() - SELDOM_NANOS;
    private long returnedAt = System.nanoTime() - OFTEN_NANOS;

    Footprint() {
        watch = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "footprint");
            thread.setDaemon(true);
            return thread;
        });
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        watch.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void destroy() {
        watch.shutdownNow();
    }

    private void look() {
        long now = process.getProcessCpuTime();
        boolean idle = now - cpu < TimeUnit.SECONDS.toNanos(LOOK_SECONDS) * IDLE_CORES;
        cpu = now;
        idleLooks = idle ? idleLooks + 1 : 0;
        if (idleLooks < IDLE_LOOKS) {
            return;
        }
        if (System.nanoTime() - trimmedAt > SELDOM_NANOS && committed() - trimmedTo > WORTH_BYTES) {
            trim();
            trimmedAt = System.nanoTime();
            trimmedTo = committed();
            giveBack();
        } else if (System.nanoTime() - returnedAt > OFTEN_NANOS) {
            giveBack();
        }
    }

    private static long committed() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }

    /** One full collection with little room to spare lets the heap shrink to what is in use. */
    private static void trim() {
        try {
            HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            String least = vm.getVMOption("MinHeapFreeRatio").getValue();
            String most = vm.getVMOption("MaxHeapFreeRatio").getValue();
            vm.setVMOption("MinHeapFreeRatio", LEAST_FREE_PERCENT);
            vm.setVMOption("MaxHeapFreeRatio", MOST_FREE_PERCENT);
            try {
                System.gc();
            } finally {
                vm.setVMOption("MaxHeapFreeRatio", most);
                vm.setVMOption("MinHeapFreeRatio", least);
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("the heap of this JVM cannot be trimmed: {}", e.getMessage());
        }
    }

    /** The C library keeps what was freed for whoever asks next; a JVM that can tell it to let go has a command for that. */
    private void giveBack() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(new ObjectName(COMMANDS), TRIM_NATIVE_HEAP, new Object[0], new String[0]);
        } catch (JMException e) {
            LOG.debug("the C library's memory cannot be given back here: {}", e.getMessage());
        } finally {
            returnedAt = System.nanoTime();
        }
    }
}
