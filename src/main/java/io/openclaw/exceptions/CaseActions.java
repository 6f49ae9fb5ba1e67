package io.openclaw.exceptions;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.order.ActionRefusedException;
import io.openclaw.order.OrderTouch;
import io.openclaw.outbox.Deliveries;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What people do about cases: whether it may be done, and the record of it. What the hub does itself is begun by the route
 * {@code case-actions}, between the two. Works in the caller's transaction.
 */
@Component("caseActions")
public class CaseActions {

    private final CaseRules rules;
    private final CaseStore store;
    private final CaseActionStore taken;
    private final ExceptionCases cases;
    private final Deliveries deliveries;
    private final Accounts accounts;
    private final OrderTouch orders;
    private final Clock clock;

    CaseActions(
            CaseRules rules,
            CaseStore store,
            CaseActionStore taken,
            ExceptionCases cases,
            Deliveries deliveries,
            Accounts accounts,
            OrderTouch orders,
            Clock clock) {
        this.rules = rules;
        this.store = store;
        this.taken = taken;
        this.cases = cases;
        this.deliveries = deliveries;
        this.accounts = accounts;
        this.orders = orders;
        this.clock = clock;
    }

    /**
     * Lets an action pass that its case allows. The case stays locked until the transaction ends, so that of two who act at once the second
     * sees what the first did.
     *
     * @throws ActionRefusedException for a case that is not there or closed, an action that is unknown or not allowed, a closing without a note
     */
    public CaseStep admit(CaseStep step) {
        CaseStore.Row row = store.lock(step.tenant(), step.caseId())
                .orElseThrow(() -> new ActionRefusedException(
                        "no_case", "no case " + step.caseId(), "GET /api/v2.1/exceptions lists them"));
        String may = "a case of this cause allows: " + String.join(", ", row.actions());
        boolean known = row.actions().contains(step.action())
                || rules.all().stream().anyMatch(rule -> rule.actions().contains(step.action()));
        if (!known) {
            throw new ActionRefusedException(
                    "action_unknown", "$.action '" + step.action() + "' is no action of any case", may);
        }
        if (!row.open()) {
            throw new ActionRefusedException(
                    "case_closed",
                    "case " + row.id() + " is " + row.status() + ": nothing is done about it any more",
                    "what happens later of the same cause opens another case; act on that one");
        }
        if (!row.actions().contains(step.action())) {
            throw new ActionRefusedException(
                    "action_not_allowed",
                    "$.action '" + step.action() + "' is not allowed by case " + row.id() + " (" + row.cause() + ")",
                    may);
        }
        if (step.action().equals(CaseRule.CLOSE) && step.note() == null) {
            throw new ActionRefusedException(
                    "note_missing",
                    "$.note is missing: a case is not closed by hand without a reason",
                    "say in note what settled it");
        }
        return step.about(row);
    }

    /** Closes the case; the record of it is {@link #record}'s. */
    public CaseChange close(CaseStep step) {
        return cases.close(store.lock(step.tenant(), step.caseId()).orElseThrow(), step.by());
    }

    /**
     * Lets an action pass for which the hub turns to partners: it does so for accounts in mode live alone.
     *
     * @throws ActionRefusedException for any other account
     */
    public void mayAct(CaseStep step) {
        Optional<Account> account = accounts.find(step.account());
        if (account.filter(a -> a.mode() == Account.Mode.LIVE).isEmpty()) {
            throw new ActionRefusedException(
                    "account_not_live",
                    "account " + step.account() + " is "
                            + account.map(a -> "in mode " + a.mode().name().toLowerCase(Locale.ROOT))
                                    .orElse("not configured")
                            + ": the hub asks nobody for anything on its behalf",
                    "do it at the partner and close the case with a note, or set the account's mode to live in config/partners.yaml");
        }
    }

    /**
     * Whether the action was requested before and whoever does it has not come to an end yet: then nothing more is begun.
     *
     * @param subscriber the route that does it
     */
    public boolean underWay(CaseStep step, String subscriber) {
        return taken.last(step.caseId(), step.action(), ActionTaken.REQUESTED).isPresent()
                && deliveries.outstanding(subscriber, step.orderNo());
    }

    /**
     * Keeps that an action was taken.
     *
     * @param underWay it had been begun before; then the earlier record stands, and this one is not kept. Null for no
     * @param detail what the caller should know beside it, or null
     */
    public ActionTaken record(CaseStep step, String effect, Boolean underWay, String detail) {
        Optional<CaseActionStore.Entry> earlier =
                Boolean.TRUE.equals(underWay) ? taken.last(step.caseId(), step.action(), effect) : Optional.empty();
        CaseActionStore.Entry entry = earlier.orElseGet(
                () -> new CaseActionStore.Entry(step.action(), effect, now(), step.by(), step.app(), step.note()));
        if (earlier.isEmpty()) {
            taken.add(step.caseId(), entry);
            orders.touch(step.orderNo());
        }
        String status = effect.equals(ActionTaken.CLOSED) ? "resolved" : "open";
        return taken(step, entry, status, earlier.isPresent(), detail, null);
    }

    /**
     * Keeps a partner's no to what was requested; the case stays open, for a person to see it.
     *
     * @param step the data of the event that asked
     * @param by the partner's account
     */
    public ActionTaken refused(Map<String, Object> step, String tenant, String by, String why) {
        CaseStep asked = CaseStep.of(
                tenant, (String) step.get("case_id"), (String) step.get("action"), why, by, null, Locale.ENGLISH);
        CaseStore.Row row = store.lock(tenant, asked.caseId()).orElseThrow();
        CaseActionStore.Entry entry =
                new CaseActionStore.Entry(asked.action(), ActionTaken.REFUSED, now(), by, null, why);
        taken.add(row.id(), entry);
        orders.touch(row.orderNo());
        return taken(asked.about(row), entry, row.status(), false, null, why);
    }

    /** As exact as the store keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static ActionTaken taken(
            CaseStep step,
            CaseActionStore.Entry entry,
            String status,
            boolean repeated,
            String detail,
            String message) {
        return new ActionTaken(
                step.tenant(),
                step.account(),
                step.orderNo(),
                step.fulfillmentNo(),
                step.parcelNo(),
                step.caseId(),
                step.cause(),
                entry.action(),
                entry.effect(),
                status,
                entry.by(),
                message,
                step.orderNo() == null ? "case:" + step.account() : null,
                entry.app(),
                entry.note(),
                entry.at(),
                repeated,
                detail);
    }
}
