package io.openclaw.operations;

import io.openclaw.account.AccountSwitches;
import io.openclaw.account.Accounts;
import io.openclaw.channel.Absent;
import io.openclaw.channel.ChannelMetrics;
import io.openclaw.channel.Channels;
import io.openclaw.inbox.Replay;
import io.openclaw.outbox.DeadLetters;
import io.openclaw.outbox.Deliveries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** The channels as an operator sees and steers them, in Hawtio or any JMX console. */
@Component
@ManagedResource(objectName = "io.openclaw:type=Channels", description = "Work between the routes")
public class ChannelOperations {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelOperations.class);
    private static final int CONSPICUOUS = 3;
    private static final String BY = "jmx";

    private final Channels channels;
    private final ChannelMetrics metrics;
    private final Deliveries deliveries;
    private final DeadLetters deadLetters;
    private final Replay replay;
    private final Accounts accounts;
    private final Absent absent;
    private final AccountSwitches switches;

    public ChannelOperations(
            Channels channels,
            ChannelMetrics metrics,
            Deliveries deliveries,
            DeadLetters deadLetters,
            Replay replay,
            Accounts accounts,
            Absent absent,
            AccountSwitches switches) {
        this.channels = channels;
        this.metrics = metrics;
        this.deliveries = deliveries;
        this.deadLetters = deadLetters;
        this.replay = replay;
        this.accounts = accounts;
        this.absent = absent;
        this.switches = switches;
    }

    @ManagedAttribute(description = "Deliveries run")
    public boolean isOpen() {
        return channels.isOpen();
    }

    @ManagedAttribute(description = "Deliveries under way in this hub")
    public int getRunning() {
        return metrics.running();
    }

    @ManagedAttribute(description = "Subscribers whose route runs in this hub")
    public List<String> getConsuming() {
        return metrics.consuming();
    }

    @ManagedAttribute(
            description =
                    "Outstanding deliveries by subscriber and lane, with the oldest event's time, and whether a route consumes them here")
    public List<Map<String, Object>> getQueues() {
        List<String> consuming = metrics.consuming();
        return metrics.depths().stream()
                .map(depth -> queue(depth, consuming.contains(depth.subscriber())))
                .toList();
    }

    @ManagedAttribute(description = "Accounts of which nothing is asked for now: why, since when and by whom")
    public List<String> getPaused() {
        return switches.pauses().stream()
                .map(p -> p.account() + ": " + p.reason() + ", since " + p.since() + " by " + p.by())
                .toList();
    }

    @ManagedAttribute(description = "Open dead letters by subscriber")
    public Map<String, Long> getDeadLetters() {
        return metrics.openDeadLetters();
    }

    @ManagedAttribute(description = "Deliveries that have failed three times or more, with the last error")
    public List<String> getFailing() {
        return deliveries.failing(CONSPICUOUS).stream()
                .map(f -> f.subscriber() + "/" + f.seq() + " " + f.type() + " " + f.orderKey() + " lane " + f.lane()
                        + ", failed " + f.attempts() + " times since " + f.firstFailedAt() + ", next " + f.nextAt()
                        + ": "
                        + f.lastError())
                .toList();
    }

    @ManagedOperation(description = "Dead letters of a tenant, the newest first; status open, replayed or empty")
    @ManagedOperationParameter(name = "tenant", description = "demo in the sandbox")
    @ManagedOperationParameter(name = "status", description = "open, replayed or empty for both")
    public List<String> deadLetters(String tenant, String status) {
        return deadLetters
                .list(tenant, status == null || status.isBlank() ? null : status, null, null, null, null, 200)
                .stream()
                .map(l -> l.id() + " " + l.subscriber() + " " + l.type() + " " + l.orderKey() + ": " + l.reason() + " "
                        + (l.field() == null ? "" : l.field() + " ") + l.message())
                .toList();
    }

    @ManagedOperation(description = "Give one dead letter another try")
    @ManagedOperationParameter(name = "id", description = "Id of the dead letter")
    public String replay(String id) {
        return replay.replay(null, id, "jmx").name();
    }

    @ManagedOperation(description = "Give every open dead letter of a subscriber another try; returns how many")
    @ManagedOperationParameter(name = "subscriber", description = "Name of the subscriber")
    public int replayAll(String subscriber) {
        return replay.replayAll(subscriber, "jmx");
    }

    @ManagedOperation(
            description =
                    "Give up a subscriber whose route was deleted: what waits for it, and what would be told to it; refused while its route is there")
    @ManagedOperationParameter(name = "subscriber", description = "Name of the subscriber")
    public int discard(String subscriber) {
        return channels.discard(subscriber);
    }

    @ManagedOperation(
            description =
                    "Give up what waits for an account that was taken out of config/partners.yaml or is off; refused while it is there")
    @ManagedOperationParameter(name = "account", description = "Name of the account")
    public int discardAccount(String account) {
        return channels.discardAccount(account);
    }

    @ManagedOperation(description = "Stop work against an account; what runs comes to its end, nothing is lost")
    @ManagedOperationParameter(name = "account", description = "Name of the account")
    @ManagedOperationParameter(name = "reason", description = "Why, for whoever finds it paused")
    public void pause(String account, String reason) {
        channels.pause(accounts.get(account).tenant(), account, reason, BY);
        LOG.warn("OC-ACCOUNT-PAUSED nothing is asked of account {} for now: {}", account, reason);
    }

    @ManagedOperation(description = "Take up work against an account again")
    @ManagedOperationParameter(name = "account", description = "Name of the account")
    public void resume(String account) {
        channels.resume(accounts.get(account).tenant(), account, BY);
        LOG.info("OC-ACCOUNT-RESUMED work against account {} is taken up again", account);
    }

    @ManagedOperation(
            description = "Try now what waits in this hub for an account's next attempt: its partner is there again")
    @ManagedOperationParameter(name = "account", description = "Name of the account")
    public void retryNow(String account) {
        channels.hurry(accounts.get(account).id());
    }

    private Map<String, Object> queue(Deliveries.Depth depth, boolean consuming) {
        Map<String, Object> queue = new LinkedHashMap<>();
        queue.put("subscriber", depth.subscriber());
        queue.put("lane", depth.lane());
        queue.put("consuming", consuming);
        queue.put("depth", depth.depth());
        queue.put("failing", depth.failing());
        absent.why(depth.lane()).ifPresent(why -> queue.put("waits_for", why));
        queue.put("oldest", depth.oldest() == null ? null : depth.oldest().toString());
        return queue;
    }
}
