package io.openclaw.partner.component;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.partner.mapping.Schemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class UnknownFieldsTest {

    private static final String ORDER = Schemas.resource("platform", "normalize-order", "out");

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(UnknownFields.class);
    private final UnknownFields fields = new UnknownFields(new Schemas());
    private Path mapping;

    @BeforeEach
    void start() throws Exception {
        mapping = Files.writeString(folder.resolve("shop.order.jsonata"), "{}");
        said.start();
        log.addAppender(said);
    }

    @AfterEach
    void stop() {
        log.detachAppender(said);
    }

    private void given(String json) throws Exception {
        JsonNode document = new ObjectMapper().readTree(json);
        fields.tell(ORDER, "platform:normalize-order", document, mapping::toString);
    }

    @Test
    void aFieldTheHubDoesNotKnowIsToldOncePerVersionOfTheFile() throws Exception {
        String order = "{\"curency\":\"USD\",\"lines\":[{\"gift_message\":\"hi\"},{\"gift_message\":\"ho\"}]}";
        given(order);
        given(order);
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("OC-MAPPING-UNKNOWN-FIELD " + mapping)
                        .contains("gives 'curency'", "did you mean currency?", ORDER))
                .anySatisfy(line -> assertThat(line).contains("gives 'lines[].gift_message'", "dropped"));

        Files.setLastModifiedTime(mapping, FileTime.fromMillis(0));
        given(order);
        assertThat(said.list).as("the same text").hasSize(2);
        edit(mapping, "{ \"curency\": currency, \"lines\": [{\"gift_message\": note}] }");
        given(order);
        assertThat(said.list).as("an edited text that still has them").hasSize(4);
    }

    @Test
    void anEditOfAnotherFileOfTheOperationSaysNothingAgain() throws Exception {
        Path check = Files.writeString(folder.resolve("shop.order-check.jsonata"), "lines");
        Files.writeString(mapping, "{ \"curency\": currency }");
        JsonNode document = new ObjectMapper().readTree("{\"curency\":\"USD\"}");
        fields.tell(ORDER, "platform:normalize-order", document, () -> mapping + ", " + check);

        edit(check, "lines[");
        fields.tell(ORDER, "platform:normalize-order", document, () -> mapping + ", " + check);

        assertThat(said.list).hasSize(1);
    }

    private static void edit(Path file, String text) throws Exception {
        FileTime before = Files.getLastModifiedTime(file);
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 1_000));
    }

    @Test
    void whatIsKnownFreeOrEmptyIsNotTold() throws Exception {
        given("{\"total\":\"1.00\",\"nothing\":null,\"lines\":[{\"listing_ids\":{\"any\":\"1\"}}]}");
        assertThat(said.list).isEmpty();
    }
}
