package io.openclaw.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.product.Product;
import io.openclaw.product.ProductNeed;
import io.openclaw.product.ProductSheet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A product as the open API shows it, under the names it is stated with.
 *
 * @param missing what a parcel with it that crosses a border still lacks; empty when its orders wait for nothing
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProductView(
        String sku,
        String title,
        String brand,
        String origin,
        String material,
        String purpose,
        String category,
        String salesUrl,
        Integer weightG,
        Integer lengthMm,
        Integer widthMm,
        Integer heightMm,
        int boxesPerUnit,
        String battery,
        boolean liquid,
        boolean magnetic,
        boolean powder,
        String declaredNameCn,
        String declaredNameEn,
        String declaredValue,
        String declaredCurrency,
        String hsCode,
        Map<String, String> hsCodes,
        String homeWarehouse,
        List<Component> components,
        List<Mapping> mappings,
        List<String> missing) {

    /** A stocked SKU and how many of it one unit takes. */
    public record Component(String sku, int quantity) {}

    /** @param account the platform account, or {@code *} for every one that has no code of its own */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Mapping(String account, String platformSku) {}

    static ProductView of(ProductSheet sheet) {
        Product product = sheet.product();
        return new ProductView(
                product.sku(),
                product.title(),
                product.brand(),
                product.origin(),
                product.material(),
                product.purpose(),
                product.category(),
                product.salesUrl(),
                product.weightG(),
                product.lengthMm(),
                product.widthMm(),
                product.heightMm(),
                product.boxesPerUnit(),
                product.battery(),
                product.liquid(),
                product.magnetic(),
                product.powder(),
                product.declaredNameCn(),
                product.declaredNameEn(),
                product.declaredValue() == null
                        ? null
                        : product.declaredValue().stripTrailingZeros().toPlainString(),
                product.declaredCurrency(),
                product.hsCode(),
                new TreeMap<>(product.hsCodes()),
                sheet.homeWarehouse(),
                new TreeMap<>(sheet.components())
                        .entrySet().stream()
                                .map(part -> new Component(part.getKey(), part.getValue()))
                                .toList(),
                sheet.mappings().stream()
                        .map(mapping -> new Mapping(mapping.account(), mapping.platformSku()))
                        .toList(),
                ProductNeed.CUSTOMS.missing(product, null));
    }
}
