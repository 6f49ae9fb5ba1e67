package io.openclaw.partner.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.partner.mapping.Schemas;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors complete from, and what documents are checked by, is complete. */
class ComponentMetadataTest {

    private static final ClassLoader CLASSES = ComponentMetadataTest.class.getClassLoader();

    private final ObjectMapper json = new ObjectMapper();

    private JsonNode read(String resource) throws IOException {
        try (InputStream in = CLASSES.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return json.readTree(in);
        }
    }

    @ParameterizedTest
    @CsvSource({"platform,component", "carrier,component", "warehouse,component", "erp,component", "partner,http"})
    void describesEveryOption(String scheme, String folder) throws IOException {
        JsonNode metadata = read("META-INF/io/openclaw/partner/" + folder + "/" + scheme + ".json");
        assertThat(metadata.at("/component/description").asText()).isNotBlank();
        assertThat(metadata.path("properties").size()).isGreaterThan(3);
        metadata.path("properties").fields().forEachRemaining(option -> assertThat(
                        option.getValue().path("description").asText())
                .as(scheme + ":" + option.getKey())
                .hasSizeGreaterThan(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "carrier", "warehouse", "erp"})
    void hasASchemaForEveryOperationBothWays(String kind) throws IOException {
        JsonNode operations =
                read("META-INF/io/openclaw/partner/component/" + kind + ".json").at("/properties/operation/enum");
        assertThat(operations.size()).isGreaterThan(4);
        Schemas schemas = new Schemas();
        for (JsonNode operation : operations) {
            for (String direction : new String[] {"in", "out"}) {
                String resource = Schemas.resource(kind, operation.asText(), direction);
                assertThat(CLASSES.getResource(resource)).as(resource).isNotNull();
                assertThat(schemas.check(resource, json.readTree("\"no document\"")))
                        .as(resource)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void namesAMissingFieldOfANestedDocumentByItsPath() throws IOException {
        JsonNode document = json.readTree(
                "{\"parcel_no\":\"P\",\"order_no\":\"O\",\"ship_to\":{\"name\":\"x\"},\"items\":[{\"quantity\":0}]}");
        assertThat(new Schemas().check(Schemas.resource("carrier", "create-waybill", "in"), document))
                .extracting(Schemas.Violation::path)
                .containsExactly("$.items[0].quantity", "$.ship_to.country_code");
    }
}
