package io.openclaw.inbox;

/** Why a well signed message cannot be read, for its dead letter. */
record Misfit(String field, String message, String hint) {}
