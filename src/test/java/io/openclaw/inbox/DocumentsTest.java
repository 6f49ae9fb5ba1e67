package io.openclaw.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "''       | the body is empty",
                "null     | the body is null",
                "{} {}    | something follows the JSON document",
                "{        | the JSON document is malformed",
            })
    void whatIsNoDocumentIsSaidToBeSo(String body, String message) {
        String sent = body.equals("''") ? "" : body;
        Misfit misfit = Documents.misfit(sent.getBytes(StandardCharsets.UTF_8), "application/json");
        assertThat(misfit).isNotNull();
        assertThat(misfit.field()).isEqualTo("$");
        assertThat(misfit.message()).startsWith(message);
    }

    @Test
    void aDocumentIsNoMisfit() {
        assertThat(Documents.misfit("{\"a\": null}".getBytes(StandardCharsets.UTF_8), "application/json"))
                .isNull();
        assertThat(Documents.misfit("null".getBytes(StandardCharsets.UTF_8), "text/plain"))
                .isNull();
    }
}
