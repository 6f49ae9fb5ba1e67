package io.openclaw.store;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the hub bears with its database.
 *
 * @param waitAtStart how long a start waits for a database that is away; zero to end at once
 * @param answerWithin how long PostgreSQL may be silent about a statement before it is given up together with its connection; zero
 *     for ever. Migrations are not bound by it
 */
@ConfigurationProperties("openclaw.store")
public record StoreProperties(@DefaultValue("5m") Duration waitAtStart, @DefaultValue("60s") Duration answerWithin) {}
