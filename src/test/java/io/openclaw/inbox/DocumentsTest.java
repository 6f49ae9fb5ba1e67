package io.openclaw.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":2,\"a\":3}                                  | $.body.a",
                "{\"line_items\":[{\"id\":1},{\"q\":1,\"q\":2}]}            | $.body.line_items[1].q",
                "{\"address\":{\"name\":\"x\",\"zip\":\"1\",\"name\":\"y\"}} | $.body.address.name",
            })
    void aNameThatStandsTwiceIsNamed(String body, String field) {
        Misfit misfit = Documents.misfit(body.getBytes(StandardCharsets.UTF_8), "application/json");
        assertThat(misfit).isNotNull();
        assertThat(misfit.field()).isEqualTo(field);
        assertThat(misfit.message()).startsWith("the JSON document says it twice at line 1");
    }

    @Test
    void jsonIsReadWhateverItsEncodingAndWhatTheClientCallsIt() throws Exception {
        String order = "{\"name\":\"Zoë\"}";
        for (String type : new String[] {
            "application/json", "application/x-www-form-urlencoded", "text/plain", "application/xml", "text/xml", null
        }) {
            assertThat(Documents.misfit(order.getBytes(StandardCharsets.UTF_8), type))
                    .isNull();
            assertThat(Documents.parse(order.getBytes(StandardCharsets.UTF_8), type))
                    .isEqualTo(Map.of("name", "Zoë"));
        }
        for (byte[] bytes : List.of(
                ("\uFEFF" + order).getBytes(StandardCharsets.UTF_8),
                ("\uFEFF" + order).getBytes(StandardCharsets.UTF_16LE),
                order.getBytes(StandardCharsets.UTF_16BE))) {
            assertThat(Documents.misfit(bytes, "application/json")).isNull();
            assertThat(Documents.parse(bytes, "application/json")).isEqualTo(Map.of("name", "Zoë"));
        }
        assertThat(Documents.parse("a=1&b=%7B".getBytes(StandardCharsets.UTF_8), "application/x-www-form-urlencoded"))
                .isEqualTo(Map.of("a", "1", "b", "{"));
    }

    @Test
    void whatIsNotUtf8IsToldSo() {
        Misfit misfit =
                Documents.misfit("{\"name\":\"Müller\"}".getBytes(StandardCharsets.ISO_8859_1), "application/json");
        assertThat(misfit).isNotNull();
        assertThat(misfit.message()).startsWith("the JSON document is not written in UTF-8");
    }

    @Test
    void whatIsCompressedIsToldSo() {
        byte[] zipped = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0};
        for (String type : new String[] {"application/json", "text/plain", null}) {
            Misfit misfit = Documents.misfit(zipped, type);
            assertThat(misfit).as(type).isNotNull();
            assertThat(misfit.message()).startsWith("the body is compressed");
        }
    }

    @Test
    void aDocumentIsNoMisfit() {
        assertThat(Documents.misfit("{\"a\": null}".getBytes(StandardCharsets.UTF_8), "application/json"))
                .isNull();
        assertThat(Documents.misfit("null".getBytes(StandardCharsets.UTF_8), "text/plain"))
                .isNull();
    }
}
