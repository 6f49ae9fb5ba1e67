package io.openclaw.bench;

import io.openclaw.e2e.HubClient;
import io.openclaw.e2e.HubProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the hub says of itself on its Prometheus page, and what it costs the machine. */
final class HubMeter {

    private final HubClient client;
    private final ProcessHandle process;

    HubMeter(HubProcess hub) {
        this.client = new HubClient(hub.url());
        this.process = ProcessHandle.of(hub.pid()).orElseThrow();
    }

    /** CPU time the hub has used so far, of all its threads. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Sum of the samples of a metric whose labels hold all the given texts; zero where there is none. */
    double sum(String metric, String... labels) {
        // The page can be asked for some metrics only, which spares the hub writing all of them.
        String family = metric.replaceFirst("_count$", "");
        String page = client.open("GET", "/actuator/prometheus?includedNames=" + family, null)
                .text();
        Matcher sample = Pattern.compile("(?m)^" + Pattern.quote(metric) + "(\\{[^\\n]*})? ([^\\s]+)$")
                .matcher(page);
        double sum = 0;
        while (sample.find()) {
            String given = sample.group(1) == null ? "" : sample.group(1);
            if (Arrays.stream(labels).allMatch(given::contains)) {
                sum += Double.parseDouble(sample.group(2));
            }
        }
        return sum;
    }
}
