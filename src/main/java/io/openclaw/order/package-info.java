/**
 * The unified pool: every order of every account in one model, whatever arrives twice, out of order or at once.
 */
package io.openclaw.order;
