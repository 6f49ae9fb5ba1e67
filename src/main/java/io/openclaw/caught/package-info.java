/**
 * What a route catches: the failure it names, out of whatever Camel has wrapped around it, and with a question
 * ({@code onWhen}) that ends nobody's message when it cannot be answered.
 */
package io.openclaw.caught;
