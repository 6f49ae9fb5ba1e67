package io.openclaw.partner.component;

import io.openclaw.account.Account;

/**
 * The Java type an operation's result becomes; of a list, the type of its elements. A bean of this kind registers it;
 * without one the result stays a map or list.
 */
public record OperationType(Account.Kind kind, String operation, Class<?> type) {}
