package io.openclaw.partner.component;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.outbox.Event;
import io.openclaw.partner.Vars;
import io.openclaw.partner.mapping.Json;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/**
 * Which account a step means. In this order: the step's {@code account} option; the variable {@code account} where it is
 * of the step's kind; the body's field named after the kind, then the event's; for an ERP the {@code erp} policy of the
 * variable's account.
 */
final class AccountChoice {

    private final Account.Kind kind;
    private final Accounts accounts;
    private final Expression named;
    private final String field;

    /** @param named the option, or null */
    AccountChoice(Account.Kind kind, Accounts accounts, Expression named) {
        this.kind = kind;
        this.accounts = accounts;
        this.named = named;
        this.field = kind == Account.Kind.PLATFORM ? "account" : kind.word();
    }

    Account of(Exchange exchange) {
        if (named != null) {
            String name = named.evaluate(exchange, String.class);
            if (name == null || name.isBlank()) {
                throw new IllegalArgumentException(
                        "the account option of this " + kind.word() + ": step names no account");
            }
            return checked(accounts.get(name), "the account option");
        }
        String variable = exchange.getVariable(Vars.ACCOUNT, String.class);
        Optional<Account> current = accounts.find(variable);
        if (current.isPresent() && current.get().kind() == kind) {
            return current.get();
        }
        String name = text(exchange.getMessage().getBody());
        if (name == null && exchange.getVariable(Vars.EVENT) instanceof Event event) {
            name = event.text(field);
        }
        if (name == null && kind == Account.Kind.ERP) {
            name = current.map(Account::erp).orElse(null);
        }
        if (name != null) {
            return checked(accounts.get(name), "the field " + field);
        }
        if (variable != null && current.isEmpty()) {
            return accounts.get(variable);
        }
        throw new IllegalArgumentException("this " + kind.word() + ": step has no account to ask: variable account is "
                + (variable == null ? "not set" : "'" + variable + "'") + ", neither body nor event has a field "
                + field
                + ", and the step has no account option");
    }

    private String text(Object body) {
        Object value = null;
        if (body instanceof Map<?, ?> map) {
            value = map.get(field);
        } else if (body instanceof Record) {
            value = Json.canonicalMapper().convertValue(body, Map.class).get(field);
        }
        return value instanceof String text && !text.isBlank() ? text : null;
    }

    private Account checked(Account account, String origin) {
        if (account.kind() != kind) {
            throw new IllegalArgumentException(origin + " names " + account.id() + ", which is a "
                    + account.kind().word() + ", not a " + kind.word());
        }
        return account;
    }
}
