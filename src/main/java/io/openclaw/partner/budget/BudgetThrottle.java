package io.openclaw.partner.budget;

import io.openclaw.account.Account;
import io.openclaw.partner.OperationScope;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.Rate;
import io.openclaw.partner.Vars;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.spi.IdAware;
import org.apache.camel.spi.RouteIdAware;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The {@code throttle} step on the cluster's budget. The first permit of a piece of work (a delivery, a poll) is refused
 * rather than waited for, so that no thread is held; once it has begun, its later permits are waited for, in this operation
 * and in those that follow, because repeating the work from the start would spend the first one again and never end. Where a budget is so
 * slow that the next permit is further away than that, it is waited for as long as from one permit to the next, up to a minute; work of
 * more than one call is beyond a slower budget.
 */
final class BudgetThrottle implements Processor, IdAware, RouteIdAware {

    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long one permit of a slow budget is waited for, and all of them together in one operation. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    static final Duration TOGETHER = Duration.ofMinutes(2);

    private final RateBudget budget;
    private final Expression permits;
    private final Duration period;
    private final Expression correlation;
    private String id;
    private String routeId;

    BudgetThrottle(RateBudget budget, Expression permits, Duration period, Expression correlation) {
        this.budget = budget;
        this.permits = permits;
        this.period = period;
        this.correlation = correlation;
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException {
        Account shop = exchange.getVariable(Vars.SHOP) instanceof Account account ? account : null;
        OperationScope scope = Vars.scope(exchange);
        Rate rate = rate(exchange, shop);
        String key = key(exchange, shop);
        boolean patient =
                (scope.begun() || scope.drewOn(key)) && !TransactionSynchronizationManager.isActualTransactionActive();
        RateBudget.Permit permit = budget.take(key, rate, patient ? patience(rate, scope) : Duration.ZERO);
        if (!permit.granted()) {
            throw PartnerException.rateLimited(
                    shop == null ? null : shop.id(),
                    permit.delay(),
                    "budget " + key + " of " + rate.permits() + " per " + period.toMillis() + " ms is spent for "
                            + permit.delay().toMillis() + " ms");
        }
        scope.drewOn(key, rate);
        scope.waits(permit.delay());
        TimeUnit.NANOSECONDS.sleep(permit.delay().toNanos());
    }

    private static Duration patience(Rate rate, OperationScope scope) {
        Duration left = TOGETHER.minus(scope.waited());
        Duration next = Duration.of(rate.intervalMicros(), ChronoUnit.MICROS);
        return Stream.of(next, LONGEST, left)
                .min(Comparator.naturalOrder())
                .filter(wait -> wait.compareTo(PATIENCE) > 0)
                .orElse(PATIENCE);
    }

    private Rate rate(Exchange exchange, Account shop) {
        Object own = shop == null ? null : shop.limits().get(name());
        Object value = own != null ? own : permits.evaluate(exchange, Object.class);
        if (value == null || value.toString().isBlank()) {
            throw new IllegalStateException(
                    "throttle '" + id + "' of route " + routeId + " has no rate: give the step a number"
                            + (shop == null ? "" : ", or the account one as limits." + name()));
        }
        return Rate.parse(value.toString(), period);
    }

    /** Budgets belong to the grant at the partner; outside of connectors to the step, for each correlated caller. */
    private String key(Exchange exchange, Account shop) {
        String owner = shop != null ? shop.authorization() : routeId;
        if (correlation == null) {
            return owner + ":" + name();
        }
        return owner + ":" + name() + ":" + correlation.evaluate(exchange, String.class);
    }

    /** Step ids are unique over all routes, a budget is shared by several: its name is what follows the id's last dot. */
    private String name() {
        return id.substring(id.lastIndexOf('.') + 1);
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public void setId(String id) {
        this.id = id;
    }

    @Override
    public String getRouteId() {
        return routeId;
    }

    @Override
    public void setRouteId(String routeId) {
        this.routeId = routeId;
    }

    @Override
    public String toString() {
        return "throttle[" + id + "]";
    }
}
