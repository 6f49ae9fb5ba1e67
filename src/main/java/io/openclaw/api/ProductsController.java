package io.openclaw.api;

import static io.openclaw.api.SkuFirewall.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.product.Products;
import io.openclaw.store.Durability;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Products: customs data, sizes, home, components, and the codes they are sold under. */
@RestController
@RequestMapping("/api/v2.1/products")
public class ProductsController {

    private static final int LONGEST_SKU = 120;

    private final Products products;
    private final ProducerTemplate routes;
    private final Durability durability;

    public ProductsController(Products products, ProducerTemplate routes, Durability durability) {
        this.products = products;
        this.routes = routes;
        this.durability = durability;
    }

    @GetMapping("/{sku}")
    @Scope("stock:read")
    ProductView get(@PathVariable String sku, HttpServletRequest request) {
        return view(Caller.of(request), sku);
    }

    /** What the body leaves out stays as it is; null takes it back. Orders that waited for it are judged again. */
    @PutMapping("/{sku}")
    @Scope("stock:write")
    ProductView put(@PathVariable String sku, @RequestBody JsonNode body, HttpServletRequest request) {
        Caller caller = Caller.of(request);
        if (!(body instanceof ObjectNode fields)) {
            throw ApiProblem.badRequest("$ is no object", "state the product's fields: {\"weight_g\": 250}");
        }
        if (sku.isBlank() || sku.length() > LONGEST_SKU) {
            throw ApiProblem.badRequest(
                    "the SKU has " + sku.length() + " characters", "it may have 1 to " + LONGEST_SKU);
        }
        try {
            routes.requestBody("direct:product-statement", new ProductWrite(caller.tenant(), sku, fields));
        } catch (CamelExecutionException e) {
            throw StockProblems.of(e);
        }
        // What was acknowledged is not forgotten when the hub is killed.
        durability.await();
        return view(caller, sku);
    }

    private ProductView view(Caller caller, String sku) {
        return products.sheet(caller.tenant(), sku)
                .map(ProductView::of)
                .orElseThrow(() -> ApiProblem.notFound(
                        "no product '" + sku + "'", "PUT /api/v2.1/products/" + segment(sku) + " makes it known"));
    }
}
