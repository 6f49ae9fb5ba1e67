/**
 * The rules of {@code config/sourcing.yaml} as they were read, with what is wrong about them by file and line.
 */
package io.openclaw.sourcing.rules;
