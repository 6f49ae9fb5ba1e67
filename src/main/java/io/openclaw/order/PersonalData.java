package io.openclaw.order;

import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Erases what identifies a person once an order is over: address, buyer, notes, labels. Some platforms demand it within 30
 * days of delivery (Amazon's data protection policy). Raw pushes go by their own age.
 */
@Component("personalData")
public class PersonalData {

    private static final int PAGE = 1_000;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration kept;
    private final Sql sql = Sql.of("order");

    /** @param kept how long after an order's end, property {@code openclaw.retention.personal-data} */
    public PersonalData(JdbcClient jdbc, Clock clock, @Value("${openclaw.retention.personal-data:30d}") Duration kept) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.kept = kept;
    }

    /** Numbers of the orders whose time is up, at most some at once. */
    public List<String> due() {
        return jdbc.sql(sql.get("erasure-due"))
                .param("until", OffsetDateTime.ofInstant(clock.instant().minus(kept), ZoneOffset.UTC))
                .param("page", PAGE)
                .query(String.class)
                .list();
    }

    /** Erases one order's personal data; a second time does nothing. */
    @Transactional
    public void erase(String orderNo) {
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        jdbc.sql(sql.get("erase-order"))
                .param("order_no", orderNo)
                .param("now", now)
                .update();
        jdbc.sql(sql.get("erase-customization")).param("order_no", orderNo).update();
        jdbc.sql(sql.get("erase-asked-addresses")).param("order_no", orderNo).update();
        jdbc.sql(sql.get("erase-labels")).param("order_no", orderNo).update();
    }
}
