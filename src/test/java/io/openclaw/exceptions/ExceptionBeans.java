package io.openclaw.exceptions;

import io.openclaw.account.Accounts;
import io.openclaw.order.OrderTouch;
import io.openclaw.outbox.Deliveries;
import io.openclaw.partner.Grants;
import io.openclaw.routes.RouteBench;
import io.openclaw.store.FieldCipher;
import io.openclaw.store.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.springframework.jdbc.core.JdbcTemplate;

/** The room of exceptions over a database, for routes under test. */
public final class ExceptionBeans {

    private final Grants grants = new Grants(Clock.systemUTC());
    private final TestDatabase database;
    private final Accounts accounts;
    private final CaseRules rules = new CaseRules(Path.of("config/exceptions.yaml"));
    private final CaseTexts texts = new CaseTexts();
    private final CaseActionStore taken;

    public ExceptionBeans(TestDatabase database, Accounts accounts) {
        this.database = database;
        this.accounts = accounts;
        FieldCipher cipher = FieldCipher.of(Base64.getEncoder().encodeToString(new byte[32]));
        this.taken = new CaseActionStore(database.jdbc(), cipher);
    }

    /** How the calls of the hub went. */
    Grants grants() {
        return grants;
    }

    public ExceptionQueries queries() {
        return new ExceptionQueries(database.jdbc(), texts, taken);
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
        CaseStore store = new CaseStore(database.jdbc());
        ExceptionCases cases = new ExceptionCases(rules, store, taken, texts, touch, clock);
        Deliveries deliveries = new Deliveries(new JdbcTemplate(database.dataSource()));
        return bench.bean("exceptionCases", cases)
                .bean("caseActions", new CaseActions(rules, store, taken, cases, deliveries, accounts, touch, clock))
                .bean("exceptionClock", clock())
                .bean("waitingCases", new WaitingCases(database.jdbc(), rules))
                .bean("grants", grants)
                .bean("alertWindows", new AlertWindows(database.jdbc(), clock, Duration.ofSeconds(60), 20))
                .bean("caseReports", new CaseReports(database.jdbc(), accounts));
    }
}
