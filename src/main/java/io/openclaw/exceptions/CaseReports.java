package io.openclaw.exceptions;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.NotYet;
import io.openclaw.store.RecordMapper;
import io.openclaw.store.Sql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What an ERP, and whoever is alerted, is told about a case. */
@Component("caseReports")
public class CaseReports {

    /**
     * @param erp the ERP that stands behind the order's account, or null where there is none to tell: nor is one told of an order
     *     that waits to be released, which it does not know yet
     * @param known whether the ERP has the order: it was told of it, or reads the shops itself
     * @param reference one statement a state of the case
     */
    public record Report(
            String erp,
            boolean known,
            String reference,
            String caseId,
            String orderNo,
            String platformOrderNo,
            String reason,
            String severity,
            String status,
            String message,
            List<String> allowedActions) {

        public boolean wanted() {
            return erp != null;
        }
    }

    private static final RecordMapper<Row> ROWS = RecordMapper.of(Row.class);

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Sql sql = Sql.of("exceptions");

    public CaseReports(JdbcClient jdbc, Accounts accounts) {
        this.jdbc = jdbc;
        this.accounts = accounts;
    }

    private record Row(
            String reason,
            String severity,
            String message,
            String allowedActions,
            String platformOrderNo,
            boolean released,
            long told) {}

    /**
     * The report of {@code exception.opened} or {@code exception.resolved}. What it says of the case is read from the case: a second
     * source may have told the reason meanwhile. A case without an order is no business of an ERP.
     */
    public Report of(String account, Map<String, Object> data) {
        String orderNo = (String) data.get("order_no");
        Account erp = orderNo == null ? null : erpOf(account).orElse(null);
        String caseId = (String) data.get("case_id");
        String status = (String) data.get("status");
        Row row = jdbc.sql(sql.get("report"))
                .param("id", caseId)
                .param("erp", erp == null ? null : erp.id())
                .query(ROWS)
                .single();
        boolean known = erp != null && (row.told() > 0 || !"behind".equals(erp.policy("position", "behind")));
        return new Report(
                erp != null && (known || row.released()) ? erp.id() : null,
                known,
                caseId + "/" + status,
                caseId,
                orderNo,
                row.platformOrderNo(),
                row.reason(),
                row.severity(),
                status,
                row.message(),
                List.of(row.allowedActions().split(",")));
    }

    /**
     * An event of a case with what the case knows by now: who is alerted hears the reason a second source gave, not the
     * {@code unknown} it was opened with. An event of no case is what it was.
     */
    public Event asKnown(Event event) {
        String caseId = event.text("case_id");
        Map<String, Object> data = new LinkedHashMap<>(event.data());
        if (caseId != null) {
            RowCallbackHandler learn = row -> {
                data.put("reason", row.getString("reason"));
                data.put("message", row.getString("message"));
            };
            jdbc.sql(sql.get("known")).param("id", caseId).query(learn);
        }
        return new Event(
                event.id(),
                event.type(),
                event.occurredAt(),
                event.tenant(),
                event.orderNo(),
                event.seq(),
                event.account(),
                data);
    }

    /**
     * Lets a report pass once the ERP has the order. Until then it is tried again, and the ERP is not bothered with a question about
     * an order that it does not know.
     */
    public Report awaitOrder(Report report) {
        if (!report.known()) {
            throw new NotYet("the ERP " + report.erp() + " was not told of order " + report.orderNo()
                    + " yet (push-order of erp-sync): the case is told after it");
        }
        return report;
    }

    private Optional<Account> erpOf(String account) {
        return accounts.find(account)
                .map(Account::erp)
                .flatMap(accounts::find)
                .filter(erp -> erp.mode() == Account.Mode.LIVE);
    }
}
