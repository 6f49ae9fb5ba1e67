package io.openclaw.exceptions;

import io.openclaw.account.Accounts;
import io.openclaw.order.OrderTouch;
import io.openclaw.partner.Grants;
import io.openclaw.routes.RouteBench;
import io.openclaw.store.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** The room of exceptions over a database, for routes under test. */
public final class ExceptionBeans {

    private final Grants grants = new Grants(Clock.systemUTC());
    private final TestDatabase database;
    private final Accounts accounts;
    private final CaseRules rules = new CaseRules(Path.of("config/exceptions.yaml"));
    private final CaseTexts texts = new CaseTexts();

    public ExceptionBeans(TestDatabase database, Accounts accounts) {
        this.database = database;
        this.accounts = accounts;
    }

    /** How the calls of the hub went. */
    Grants grants() {
        return grants;
    }

    public ExceptionQueries queries() {
        return new ExceptionQueries(database.jdbc(), texts);
    }

    CaseInterest interest() {
        return new CaseInterest(rules, new CaseStore(database.jdbc()));
    }

    ExceptionClock clock() {
        return new ExceptionClock(database.jdbc(), rules, texts, accounts, Clock.systemUTC());
    }

    public RouteBench bindTo(RouteBench bench) {
        Clock clock = Clock.systemUTC();
        OrderTouch touch = new OrderTouch(database.jdbc(), clock);
        return bench.bean(
                        "exceptionCases",
                        new ExceptionCases(rules, new CaseStore(database.jdbc()), texts, touch, clock))
                .bean("exceptionClock", clock())
                .bean("waitingCases", new WaitingCases(database.jdbc(), rules))
                .bean("grants", grants)
                .bean("alertWindows", new AlertWindows(database.jdbc(), clock, Duration.ofSeconds(60), 20))
                .bean("caseReports", new CaseReports(database.jdbc(), accounts));
    }
}
