package io.openclaw.store;

import java.time.Instant;

/**
 * The store is away.
 *
 * @param since the first failure that came of it
 * @param cause what was found when it was last looked for, in one line
 */
public record Absence(Instant since, String cause) {}
