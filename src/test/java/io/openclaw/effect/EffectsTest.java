package io.openclaw.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A statement is fresh once, whoever asks, and done for ever. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EffectsTest {

    private static final Instant NOW = Instant.parse("2025-03-01T08:00:00Z");

    private final TestDatabase database = TestDatabase.h2();
    private Effects effects;

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeAll
    void open() {
        effects = at(NOW);
    }

    @BeforeEach
    void clear() {
        database.clear();
    }

    private Effects at(Instant instant) {
        return new Effects(
                database.jdbc(), database.transactions(), Clock.fixed(instant, ZoneOffset.UTC), Duration.ofSeconds(5));
    }

    @Test
    void freshThenAskedThenDone() {
        assertThat(effects.claim("erp", "push", "R1", "O1").fresh()).isTrue();
        assertThat(effects.claim("erp", "push", "R1", "O1").asked()).isTrue();

        effects.done("erp", "push", "R1", "their-1");
        effects.done("erp", "push", "R1", null);

        EffectClaim claim = effects.claim("erp", "push", "R1", "O1");
        assertThat(claim.done()).isTrue();
        assertThat(claim.partnerRef()).isEqualTo("their-1");
        assertThat(effects.claim("erp", "push", "R2", "O1").fresh()).isTrue();
    }

    @Test
    void ofManyAtOnceOneIsFresh() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(12);
        List<Future<EffectClaim>> claims = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            claims.add(threads.submit(() -> effects.claim("erp", "push", "R1", "O1")));
        }
        int fresh = 0;
        for (Future<EffectClaim> claim : claims) {
            fresh += claim.get().fresh() ? 1 : 0;
        }
        threads.shutdownNow();
        assertThat(fresh).isEqualTo(1);
    }

    @Test
    void anOldAskingIsSettledUntilItIsAskedAgain() {
        effects.claim("erp", "push", "R1", "O1");
        Effects later = at(NOW.plusSeconds(6));

        assertThat(effects.claim("erp", "push", "R1", "O1").settled()).isFalse();
        assertThat(later.claim("erp", "push", "R1", "O1").settled()).isTrue();

        later.again("erp", "push", "R1");
        assertThat(later.claim("erp", "push", "R1", "O1").settled()).isFalse();
    }

    @Test
    void whatChangedNothingIsTakenBack() {
        effects.claim("erp", "push", "R1", "O1");
        effects.withdraw("erp", "push", "R1");
        assertThat(effects.claim("erp", "push", "R1", "O1").fresh()).isTrue();

        effects.done("erp", "push", "R1", null);
        effects.withdraw("erp", "push", "R1");
        assertThat(effects.claim("erp", "push", "R1", "O1").done()).isTrue();
    }

    @Test
    void aRefusedStatementWasNotTold() {
        effects.claim("erp", "push", "R1", "O1");
        assertThat(effects.told("erp", "push", "O1")).isTrue();

        effects.refused("erp", "push", "R1", "x".repeat(5000));

        assertThat(effects.told("erp", "push", "O1")).isFalse();
        assertThat(effects.latest("erp", "push", "O1", "R")).isEmpty();
        assertThat(effects.claim("erp", "push", "R1", "O1").asked()).isTrue();
    }

    @Test
    void theLatestOfAParcelIsNotAnotherParcels() {
        effects.claim("shop", "confirm", "P1/A", "O1");
        at(NOW.plusSeconds(1)).claim("shop", "confirm", "P1/B", "O1");
        at(NOW.plusSeconds(2)).claim("shop", "confirm", "P10/C", "O1");

        assertThat(effects.latest("shop", "confirm", "O1", "P1/").orElseThrow().reference())
                .isEqualTo("P1/B");
    }

    @Test
    void aNoIsRememberedUntilItIsAskedAboutAgain() {
        assertThat(effects.refusal("house", "cancel", "F1")).isEmpty();
        effects.claim("house", "cancel", "F1", "O1");
        at(NOW.plusSeconds(1)).refused("house", "cancel", "F1", "it is packed");

        Effects.Refusal no = effects.refusal("house", "cancel", "F1").orElseThrow();
        assertThat(no.detail()).isEqualTo("it is packed");
        assertThat(no.at().toInstant()).isEqualTo(NOW.plusSeconds(1));

        effects.again("house", "cancel", "F1");
        assertThat(effects.refusal("house", "cancel", "F1")).isEmpty();
        effects.done("house", "cancel", "F1", null);
        effects.refused("house", "cancel", "F1", "too late to say no");
        assertThat(effects.refusal("house", "cancel", "F1")).isEmpty();
    }

    @Test
    void thePartnersOwnIdIsThatOfWhateverStatementItCameWith() {
        effects.claim("shop", "confirm", "F1/A", "O1");
        assertThat(effects.partnerRef("shop", "confirm", "O1", "F1/")).isEmpty();
        effects.done("shop", "confirm", "F1/A", "77");
        at(NOW.plusSeconds(1)).claim("shop", "confirm", "F1/A,B", "O1");
        at(NOW.plusSeconds(2)).claim("shop", "confirm", "F10/C", "O1");
        effects.done("shop", "confirm", "F10/C", "78");

        assertThat(effects.partnerRef("shop", "confirm", "O1", "F1/")).contains("77");
    }
}
