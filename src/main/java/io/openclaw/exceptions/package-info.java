/**
 * What in an order's life a person or a rule must act on: cases with a structured reason, allowed actions, an owner and a clock,
 * closed when the world closes them, or a person does; and what people do about them. What is a case stands in {@code config/exceptions.yaml}.
 */
package io.openclaw.exceptions;
