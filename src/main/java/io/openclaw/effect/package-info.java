/** What partners were asked to do, kept so that a crash or a time-out never makes the hub ask twice. */
package io.openclaw.effect;
