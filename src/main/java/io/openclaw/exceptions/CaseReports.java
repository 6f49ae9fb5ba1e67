package io.openclaw.exceptions;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.store.RecordMapper;
import io.openclaw.store.Sql;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What an ERP is told about a case. */
@Component("caseReports")
public class CaseReports {

    /**
     * @param erp the ERP that stands behind the order's account, or null where there is none to tell
     * @param reference one statement a state of the case
     */
    public record Report(
            String erp,
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

    private record Row(String reason, String severity, String message, String allowedActions, String platformOrderNo) {}

    /**
     * The report of {@code exception.opened} or {@code exception.resolved}. What it says of the case is read from the case: a second
     * source may have told the reason meanwhile. A case without an order is no business of an ERP.
     */
    public Report of(String account, Map<String, Object> data) {
        String orderNo = (String) data.get("order_no");
        String erp = orderNo == null
                ? null
                : accounts.find(account).map(Account::erp).orElse(null);
        String caseId = (String) data.get("case_id");
        String status = (String) data.get("status");
        Row row = jdbc.sql(sql.get("report")).param("id", caseId).query(ROWS).single();
        return new Report(
                erp,
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
}
