package io.openclaw.operations;

import io.openclaw.listing.ListingQueries;
import io.openclaw.listing.Listings;
import io.openclaw.listing.StockReadback;
import io.openclaw.stock.feed.StockPolling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Stock sync and stock polls as an operator sees and steers it, in Hawtio or any JMX console. */
@Component
@ManagedResource(
        objectName = "io.openclaw:type=StockSync",
        description = "What channels are told of stock, and what warehouses say of theirs")
public class StockSyncOperations {

    private final Listings listings;
    private final ListingQueries queries;
    private final StockReadback readback;
    private final StockPolling polling;
    private final TransactionTemplate transaction;

    public StockSyncOperations(
            Listings listings,
            ListingQueries queries,
            StockReadback readback,
            StockPolling polling,
            TransactionTemplate transaction) {
        this.listings = listings;
        this.queries = queries;
        this.readback = readback;
        this.polling = polling;
        this.transaction = transaction;
    }

    @ManagedAttribute(description = "Accounts with figures to be told, with the age of the oldest")
    public List<Map<String, Object>> getBacklog() {
        return queries.backlog().stream()
                .map(b -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("account", b.account());
                    row.put("dirty", b.dirty());
                    row.put("oldest", b.oldest().toString());
                    return row;
                })
                .toList();
    }

    @ManagedAttribute(
            description =
                    "By account: calls and figures told so far, failures in a row, since when and why it cannot be told or read")
    public List<Map<String, Object>> getAccounts() {
        return queries.flushes().stream()
                .map(f -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("account", f.account());
                    row.put("pushes", f.pushes());
                    row.put("figures", f.figures());
                    row.put("under_way", f.outstanding());
                    row.put("failures", f.failures());
                    row.put("last_code", f.lastCode());
                    row.put("last_error", f.lastError());
                    row.put(
                            "failing_since",
                            f.failingSince() == null ? null : f.failingSince().toString());
                    row.put("read_code", f.readCode());
                    row.put("read_error", f.readError());
                    row.put(
                            "unread_since",
                            f.unreadSince() == null ? null : f.unreadSince().toString());
                    return row;
                })
                .toList();
    }

    @ManagedOperation(description = "Tell an account all its stock again; returns how many listings that are")
    @ManagedOperationParameter(name = "account", description = "Name of the account")
    public int tellAgain(String account) {
        Integer rows = transaction.execute(status -> listings.tellAgain(account));
        return rows == null ? 0 : rows;
    }

    @ManagedOperation(description = "Read back now what an account lists, and compare")
    @ManagedOperationParameter(name = "account", description = "Name of the account")
    public void readNow(String account) {
        readback.readNow(account);
    }

    @ManagedAttribute(
            description =
                    "By warehouse that is asked for its stock: what the last whole reading listed, SKUs nobody knows,"
                            + " failures in a row and the last error")
    public List<Map<String, Object>> getWarehouses() {
        return polling.standings().stream()
                .map(s -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("account", s.account());
                    row.put("finished_at", String.valueOf(s.finishedAt()));
                    row.put("listed", s.listed());
                    row.put("unknown", s.unknown());
                    row.put("unknown_skus", s.unknownSkus());
                    row.put("failures", s.failures());
                    row.put("last_error", s.lastError());
                    return row;
                })
                .toList();
    }

    @ManagedOperation(
            description = "Ask a warehouse now for its stock, if its policy poll_stock_minutes lets it be asked at all")
    @ManagedOperationParameter(name = "account", description = "Name of the account")
    public void askNow(String account) {
        polling.pollNow(account);
    }
}
