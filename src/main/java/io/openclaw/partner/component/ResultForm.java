package io.openclaw.partner.component;

/**
 * The form in which a caller takes a result.
 *
 * @param type Java type; null for the registered one
 * @param each whether the elements of a list are judged one by one
 */
record ResultForm(Class<?> type, boolean each) {}
