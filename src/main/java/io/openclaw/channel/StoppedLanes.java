package io.openclaw.channel;

import io.openclaw.account.Account;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.Accounts;
import io.openclaw.order.view.StandingStill;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Why an account's lanes take nothing up: it is gone or off, or somebody has paused it; or why they stop at what would change
 * something at the partner: it is not live. It goes before whatever else keeps an account: then nothing is asked of it anyway.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class StoppedLanes implements StandingStill {

    private final Absent absent;
    private final Accounts accounts;
    private final AccountSwitches switches;

    StoppedLanes(Absent absent, Accounts accounts, AccountSwitches switches) {
        this.absent = absent;
        this.accounts = accounts;
        this.switches = switches;
    }

    @Override
    public Optional<Stop> why(String account) {
        return absent.why(account)
                .or(() -> accounts.find(account).flatMap(this::paused))
                .map(because -> new Stop(because, null, true))
                .or(() -> accounts.find(account)
                        .filter(known -> known.mode() != Account.Mode.LIVE)
                        .map(StoppedLanes::readsAlone));
    }

    /** Its pushes are taken up as ever. */
    private static Stop readsAlone(Account account) {
        return new Stop(
                "account " + account.id() + " is in mode "
                        + account.mode().name().toLowerCase(Locale.ROOT)
                        + " in config/partners.yaml: what would change something there waits until it is live",
                null,
                false);
    }

    private Optional<String> paused(Account account) {
        return switches.pause(account)
                .map(pause -> "account " + account.id() + " is paused since " + pause.since() + " by " + pause.by()
                        + (pause.reason() == null ? "" : ": " + pause.reason())
                        + "; resume it (resume of the MBean Channels)");
    }
}
