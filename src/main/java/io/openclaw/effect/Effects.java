package io.openclaw.effect;

import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Remembers what partners were asked to do, so that nothing is told twice: a statement has a row before it leaves, and
 * its outcome after. It is named by account, operation and a reference (a parcel, a fulfillment, a version of an order).
 *
 * <p>Every method is one transaction, or part of the caller's, and may be repeated.
 */
@Component("effects")
public class Effects {

    private static final int DETAIL_LENGTH = 1000;

    private final JdbcClient jdbc;
    private final TransactionTemplate work;
    private final Clock clock;
    private final Duration settleTime;
    private final Sql sql = Sql.of("effect");

    /**
     * @param settleTime how long a partner may take to show what it was asked; before that its "not found" proves nothing
     */
    public Effects(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Clock clock,
            @Value("${openclaw.settle-time:5s}") Duration settleTime) {
        this.jdbc = jdbc;
        this.work = new TransactionTemplate(transactions);
        this.clock = clock;
        this.settleTime = settleTime;
    }

    /** Begins a statement, or says how far an earlier beginning got. A refused one may be tried again: it counts as asked. */
    public EffectClaim claim(String account, String operation, String reference, String orderNo) {
        return work.execute(status -> {
            OffsetDateTime now = now();
            boolean fresh = at("claim", account, operation, reference)
                            .param("order_no", orderNo)
                            .param("at", now)
                            .update()
                    == 1;
            return fresh
                    ? new EffectClaim(EffectClaim.FRESH, now, false, null, null, now.plus(settleTime))
                    : look(account, operation, reference).orElseThrow();
        });
    }

    /** How far a statement got; empty when it was never begun. */
    public Optional<EffectClaim> look(String account, String operation, String reference) {
        return at("look", account, operation, reference).query(this::claim).optional();
    }

    /** Marks a repeat that is about to be made, after the partner said that it does not know the first. */
    public void again(String account, String operation, String reference) {
        work.executeWithoutResult(status ->
                at("again", account, operation, reference).param("at", now()).update());
    }

    /** Marks a repeat of what the partner has, because what it was asked for has come up anew. */
    public void renew(String account, String operation, String reference) {
        work.executeWithoutResult(status ->
                at("renew", account, operation, reference).param("at", now()).update());
    }

    /**
     * Marks what the partner had and has no more as to be made again. Nothing of the first can appear any more, so one look at what the partner
     * has is enough.
     */
    public void reopen(String account, String operation, String reference) {
        work.executeWithoutResult(status -> at("renew", account, operation, reference)
                .param("at", now().minus(settleTime))
                .update());
    }

    /** Takes a repeat back, after such a failure as {@link #withdraw} does a beginning: what was asked before is as settled as it was. */
    public void notRepeated(String account, String operation, String reference) {
        work.executeWithoutResult(status -> at("again", account, operation, reference)
                .param("at", now().minus(settleTime))
                .update());
    }

    /** Takes a beginning back, after a failure that is sure to have changed nothing at the partner. */
    public void withdraw(String account, String operation, String reference) {
        work.executeWithoutResult(
                status -> at("withdraw", account, operation, reference).update());
    }

    /** The partner has it. */
    public void done(String account, String operation, String reference, String partnerRef) {
        work.executeWithoutResult(status -> at("done", account, operation, reference)
                .param("partner_ref", partnerRef)
                .param("at", now())
                .update());
    }

    /** The partner will not do it. */
    public void refused(String account, String operation, String reference, String detail) {
        String kept = detail == null || detail.length() <= DETAIL_LENGTH ? detail : detail.substring(0, DETAIL_LENGTH);
        work.executeWithoutResult(status -> at("refused", account, operation, reference)
                .param("detail", kept)
                .param("at", now())
                .update());
    }

    /** True when an operation was begun for an order and not refused. */
    public boolean told(String account, String operation, String orderNo) {
        return jdbc.sql(sql.get("asked-for-order"))
                        .param("account", account)
                        .param("operation", operation)
                        .param("order_no", orderNo)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** True when the partner is known to have a statement of that operation about an order. */
    public boolean has(String account, String operation, String orderNo) {
        return jdbc.sql(sql.get("done-for-order"))
                        .param("account", account)
                        .param("operation", operation)
                        .param("order_no", orderNo)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** The last statement about an order whose reference begins so, refused ones left out; with its whole reference. */
    public Optional<Statement> latest(String account, String operation, String orderNo, String prefix) {
        return jdbc.sql(sql.get("latest-of"))
                .param("order_no", orderNo)
                .param("account", account)
                .param("operation", operation)
                .param("prefix", prefix)
                .query((row, n) -> new Statement(row.getString("reference"), claim(row, n)))
                .optional();
    }

    /** The partner's own id of what statements whose reference begins so are about, the latest given first; refused ones count too. */
    public Optional<String> partnerRef(String account, String operation, String orderNo, String prefix) {
        return jdbc.sql(sql.get("partner-ref-of"))
                .param("order_no", orderNo)
                .param("account", account)
                .param("operation", operation)
                .param("prefix", prefix)
                .query(String.class)
                .optional();
    }

    /** References of statements about an order that were begun and have no outcome. */
    public List<String> open(String account, String operation, String orderNo) {
        return jdbc.sql(sql.get("open-for-order"))
                .param("order_no", orderNo)
                .param("account", account)
                .param("operation", operation)
                .query(String.class)
                .list();
    }

    /** References of statements about an order that the partner refused and was not asked for again. */
    public List<String> refusedFor(String account, String operation, String orderNo) {
        return jdbc.sql(sql.get("refused-for-order"))
                .param("order_no", orderNo)
                .param("account", account)
                .param("operation", operation)
                .query(String.class)
                .list();
    }

    /** When and why a partner refused a statement; empty when it did not, or was asked again since. */
    public Optional<Refusal> refusal(String account, String operation, String reference) {
        return at("refusal", account, operation, reference)
                .query((row, n) -> new Refusal(row.getObject("done_at", OffsetDateTime.class), row.getString("detail")))
                .optional();
    }

    /** A partner's no. */
    public record Refusal(OffsetDateTime at, String detail) {}

    /** A statement that was begun, and how far it got. */
    public record Statement(String reference, EffectClaim claim) {}

    private EffectClaim claim(ResultSet row, int n) throws SQLException {
        OffsetDateTime askedAt = row.getObject("asked_at", OffsetDateTime.class);
        boolean done = EffectClaim.DONE.equals(row.getString("state"));
        return new EffectClaim(
                done ? EffectClaim.DONE : EffectClaim.ASKED,
                askedAt,
                !askedAt.plus(settleTime).isAfter(now()),
                row.getString("partner_ref"),
                done ? row.getObject("done_at", OffsetDateTime.class) : null,
                askedAt.plus(settleTime));
    }

    private JdbcClient.StatementSpec at(String statement, String account, String operation, String reference) {
        return jdbc.sql(sql.get(statement))
                .param("account", account)
                .param("operation", operation)
                .param("reference", reference);
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
