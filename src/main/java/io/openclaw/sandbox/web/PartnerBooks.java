package io.openclaw.sandbox.web;

import io.openclaw.sandbox.ledger.Ledger;
import io.openclaw.sandbox.push.Pusher;
import org.springframework.stereotype.Component;

/** Keeps the partners' books: what was only noted is written. */
@Component("sandboxBooks")
public final class PartnerBooks {

    private final Ledger ledger;
    private final Pusher pusher;

    public PartnerBooks(Ledger ledger, Pusher pusher) {
        this.ledger = ledger;
        this.pusher = pusher;
    }

    public void tidy() {
        if (ledger.hasNotes() || pusher.hasNotes()) {
            ledger.flush();
        }
    }

    public void trim() {
        ledger.trim();
    }
}
