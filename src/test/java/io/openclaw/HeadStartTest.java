package io.openclaw;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** A failure would only show as a slower start. */
class HeadStartTest {

    @Test
    void routesAndStoreAreMade() {
        assertThatCode(HeadStart::routes).doesNotThrowAnyException();
        assertThatCode(HeadStart::store).doesNotThrowAnyException();
    }
}
