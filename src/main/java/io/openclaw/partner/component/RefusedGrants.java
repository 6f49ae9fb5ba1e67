package io.openclaw.partner.component;

import io.openclaw.order.view.StandingStill;
import io.openclaw.partner.Grants;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What waits behind the one call that a partner refused for its authorization: its lane waits with it, and was never tried itself. */
@Component
class RefusedGrants implements StandingStill {

    private final Grants grants;

    RefusedGrants(Grants grants) {
        this.grants = grants;
    }

    /** Its pushes are taken up as ever; the call that was refused knows when it is asked again. */
    @Override
    public Optional<Stop> why(String account) {
        return grants.refusedSince(account)
                .map(since -> new Stop(
                        account + " refuses the authorization since " + since.truncatedTo(ChronoUnit.SECONDS)
                                + ": renew it, as its case partner_unauthorized says; it is asked again now and then,"
                                + " and at once by retryNow of the MBean Channels",
                        since,
                        false));
    }
}
