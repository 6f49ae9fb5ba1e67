package io.openclaw.channel;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Accounts nothing can be done for, because they were taken out of the partners file or set off: their lanes are closed, what is
 * in them waits without an attempt and goes on when they are back.
 */
@Component
public class Absent {

    private final ObjectProvider<Accounts> accounts;

    public Absent(ObjectProvider<Accounts> accounts) {
        this.accounts = accounts;
    }

    /** Why a lane stands still and what to do, in words; empty where it does not. */
    public Optional<String> why(String lane) {
        Accounts all = accounts.getIfAvailable();
        if (lane.equals(Emitter.NO_LANE) || all == null) {
            return Optional.empty();
        }
        Optional<Account> account = all.find(lane);
        if (account.isPresent() && account.get().mode() != Account.Mode.OFF) {
            return Optional.empty();
        }
        String state = account.isPresent() ? "is off in" : "is not in";
        return Optional.of("account " + lane + " " + state
                + " config/partners.yaml: put it back and what waits goes on, or give it up"
                + " (discardAccount of the MBean Channels)");
    }
}
