package io.openclaw.account;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Gauges with the tag {@code account} over the rows of one query, which stand as they were last shown until the query is
 * asked again. Rows come and go with the accounts.
 *
 * @param <R> what the query tells of an account
 */
public final class AccountGauges<R> {

    private final MeterRegistry meters;
    private final Function<R, String> account;
    private final Map<MultiGauge, Function<R, Long>> gauges = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();

    public AccountGauges(MeterRegistry meters, Function<R, String> account) {
        this.meters = meters;
        this.account = account;
    }

    /** @param figure of a row; null where the row has none of this gauge */
    public AccountGauges<R> gauge(MultiGauge.Builder gauge, Function<R, Long> figure) {
        gauges.put(gauge.register(meters), figure);
        return this;
    }

    /** Shows what the rows tell, and nothing of any other account. */
    public void show(Collection<R> rows) {
        show(rows, Set.of());
    }

    /** Shows what the rows tell, and zero of every account that had a row before: of a query that is silent about who has nothing. */
    public void showOrZero(Collection<R> rows) {
        showOrZero(rows, Set.of());
    }

    /** @param others accounts that are to be shown from now on, though they may never have had a row */
    public synchronized void showOrZero(Collection<R> rows, Collection<String> others) {
        known.addAll(others);
        rows.forEach(row -> known.add(account.apply(row)));
        show(rows, known);
    }

    private void show(Collection<R> rows, Set<String> orZero) {
        gauges.forEach((gauge, figure) -> {
            Map<String, Long> figures = new TreeMap<>();
            orZero.forEach(name -> figures.put(name, 0L));
            rows.forEach(row -> figures.compute(account.apply(row), (name, zero) -> figure.apply(row)));
            gauge.register(
                    figures.entrySet().stream()
                            .map(entry -> MultiGauge.Row.of(Tags.of("account", entry.getKey()), entry.getValue()))
                            .toList(),
                    true);
        });
    }
}
