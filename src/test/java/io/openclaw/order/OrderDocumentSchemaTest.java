package io.openclaw.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.partner.mapping.Json;
import io.openclaw.partner.mapping.Schemas;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the schema of the normalised order lets through, and where it says a fault is. */
class OrderDocumentSchemaTest {

    private static final String GOOD =
            """
            {"platform_order_id": "gid://1", "platform_order_no": "#1001", "status": "open", "updated_at": "2024-06-15T08:30:00+08:00",
             "placed_at": "2024-06-15T00:30:00Z", "payment_status": "paid", "paid_at": null, "currency": "USD", "total": "19.90",
             "test": null, "tags": null, "buyer": {"email": "ada@example.com"},
             "ship_to": {"name": "Ada Example", "country_code": "US", "city": "New York", "tax_ids": [{"type": "CPF", "value": "1"}]},
             "lines": [{"platform_line_id": "11", "platform_sku": "SKU-A", "quantity": 2, "unit_price": "9.95",
                        "listing_ids": {"variant": "4711", "product": null}}]}
            """;
    private final Schemas schemas = new Schemas();

    @Test
    void aGoodDocumentBecomesAnOrder() throws Exception {
        assertThat(paths(doc -> {})).isEmpty();
        OrderDocument order = Json.canonicalMapper().readValue(GOOD, OrderDocument.class);
        assertThat(order.updatedAt()).isEqualTo(Instant.parse("2024-06-15T00:30:00Z"));
        assertThat(order.total()).isEqualByComparingTo("19.90");
        assertThat(order.lines().get(0).requiresShipping()).isTrue();
        assertThat(order.lines().get(0).listingIds()).containsOnlyKeys("variant");
        assertThat(order.shipTo().taxIds()).hasSize(1);
    }

    @Test
    void faultsAreNamedByTheirPath() {
        assertThat(paths(doc -> line(doc).put("quantity", 0))).containsExactly("$.lines[0].quantity");
        assertThat(paths(doc -> line(doc).put("quantity", -3))).containsExactly("$.lines[0].quantity");
        assertThat(paths(doc -> line(doc).put("quantity", 1.5))).containsExactly("$.lines[0].quantity");
        assertThat(paths(doc -> line(doc).remove("quantity"))).containsExactly("$.lines[0].quantity");
        assertThat(paths(doc -> line(doc).remove("platform_line_id"))).containsExactly("$.lines[0].platform_line_id");
        assertThat(paths(doc -> doc.remove("currency"))).containsExactly("$.currency");
        assertThat(paths(doc -> doc.put("currency", "usd"))).containsExactly("$.currency");
        assertThat(paths(doc -> doc.remove("updated_at"))).containsExactly("$.updated_at");
        assertThat(paths(doc -> doc.put("updated_at", "2024-06-15T08:30:00"))).containsExactly("$.updated_at");
        assertThat(paths(doc -> doc.put("updated_at", 1718411400))).containsExactly("$.updated_at");
        assertThat(paths(doc -> ((ObjectNode) doc.get("ship_to")).put("country_code", "usa")))
                .containsExactly("$.ship_to.country_code");
        assertThat(paths(doc -> doc.put("total", 19.9))).containsExactly("$.total");
        assertThat(paths(doc -> doc.remove("lines"))).containsExactly("$.lines");
        assertThat(paths(doc -> doc.putArray("lines"))).containsExactly("$.lines");
        assertThat(paths(doc -> doc.put("payment_status", "voided"))).containsExactly("$.payment_status");
    }

    @Test
    void aFormIsSaidInWords() {
        assertThat(violations(doc -> doc.put("updated_at", "2024-06-15T08:30:00")))
                .extracting(Schemas.Violation::message)
                .containsExactly("is no time in ISO 8601 with an offset, like 2024-06-15T08:30:00+08:00");
        assertThat(violations(doc -> doc.put("currency", "usd").put("total", "19,90")))
                .extracting(Schemas.Violation::message)
                .containsExactly(
                        "is no currency in three capital letters, like USD", "is no decimal number, like 19.90");
    }

    private List<String> paths(Consumer<ObjectNode> fault) {
        return violations(fault).stream()
                .map(Schemas.Violation::path)
                .distinct()
                .toList();
    }

    private List<Schemas.Violation> violations(Consumer<ObjectNode> fault) {
        try {
            JsonNode document = Json.canonicalMapper().readTree(GOOD);
            fault.accept((ObjectNode) document);
            return schemas.check(Schemas.resource("platform", "normalize-order", "out"), document);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode line(ObjectNode document) {
        return (ObjectNode) document.get("lines").get(0);
    }
}
