package io.openclaw.api;

import io.openclaw.partner.Rate;
import io.openclaw.partner.budget.RateBudget;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Ten order queries a second for each app, over the whole cluster; after a rest they may come at once. */
@Component
class QueryLimit {

    private static final Rate TEN_A_SECOND = new Rate(10, Duration.ofSeconds(1), 10);

    private final RateBudget budget;

    QueryLimit(RateBudget budget) {
        this.budget = budget;
    }

    /** Takes one query of the app's budget; refuses it with 429 when there is none left. */
    void check(Caller caller) {
        Duration wait = budget.tryAcquire("api:" + caller.clientId() + ":orders", TEN_A_SECOND);
        if (!wait.isZero()) {
            throw ApiProblem.tooMany(wait, "more than 10 order queries a second");
        }
    }
}
