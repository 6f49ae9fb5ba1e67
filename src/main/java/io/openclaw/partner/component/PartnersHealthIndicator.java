package io.openclaw.partner.component;

import io.openclaw.account.Account;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.Accounts;
import io.openclaw.partner.Grants;
import io.openclaw.partner.calls.Masking;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Names the partner that is down. The hub itself stays up: its other partners' work goes on. */
@Component("partnersHealthIndicator")
class PartnersHealthIndicator implements HealthIndicator {

    private final Accounts accounts;
    private final Breakers breakers;
    private final AccountSwitches switches;
    private final PartnerStates states;
    private final Grants grants;
    private final Connectors connectors;

    PartnersHealthIndicator(
            Accounts accounts,
            Breakers breakers,
            AccountSwitches switches,
            PartnerStates states,
            Grants grants,
            Connectors connectors) {
        this.accounts = accounts;
        this.breakers = breakers;
        this.switches = switches;
        this.states = states;
        this.grants = grants;
        this.connectors = connectors;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        for (Account account : accounts.all()) {
            health.withDetail(account.id(), detail(account));
        }
        return health.build();
    }

    private Map<String, Object> detail(Account account) {
        Map<String, Object> detail = new LinkedHashMap<>();
        String breaker = breakers.state(account.id());
        boolean paused = switches.pause(account).isPresent();
        detail.put("kind", account.kind().word());
        detail.put("vendor", account.vendor());
        detail.put("mode", account.mode().name().toLowerCase(Locale.ROOT));
        Optional<String> missing = connectors.missing(account);
        detail.put("state", state(account, paused, breaker, missing.isPresent()));
        missing.ifPresent(why -> detail.put("down_because", why));
        detail.put("breaker", breaker);
        switches.pause(account).ifPresent(pause -> detail.put("paused_because", String.valueOf(pause.reason())));
        states.of(account.id()).ifPresent(state -> {
            if (state.lastSuccess() != null) {
                detail.put("last_success", state.lastSuccess());
            }
            if (state.lastError() != null) {
                detail.put("last_error", state.lastError());
                detail.put("last_error_outcome", state.outcome());
                detail.put("last_error_message", Masking.text(String.valueOf(state.message())));
            }
        });
        return detail;
    }

    private String state(Account account, boolean paused, String breaker, boolean missing) {
        if (paused) {
            return "paused";
        }
        if (!breaker.equals("closed")) {
            return "down";
        }
        if (grants.isRefused(account.id())) {
            return "unauthorized";
        }
        return missing ? "down" : "up";
    }
}
