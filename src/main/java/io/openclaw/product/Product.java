package io.openclaw.product;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * What carriers and customs need to know of a SKU. Everything but tenant and SKU may be missing; an order then waits
 * until it is filled in, because a guess would end in a customs case.
 *
 * @param origin country of origin, ISO 3166-1 alpha-2
 * @param weightG weight of one unit with its packing, in grams
 * @param boxesPerUnit parcels that one unit fills; 1 for nearly everything
 * @param battery the UN packing instruction (965, 966, 967 ...) or null for none
 * @param declaredValue value for customs of one unit, in {@link #declaredCurrency}
 * @param hsCode tariff code where the destination has none of its own
 * @param hsCodes tariff codes by destination country
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Product(
        String tenant,
        String sku,
        String title,
        String brand,
        String origin,
        String material,
        String purpose,
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
        BigDecimal declaredValue,
        String declaredCurrency,
        String hsCode,
        String salesUrl,
        String category,
        Map<String, String> hsCodes) {

    public Product {
        boxesPerUnit = Math.max(1, boxesPerUnit);
        declaredValue = declaredValue == null ? null : declaredValue.setScale(4, java.math.RoundingMode.HALF_UP);
        hsCodes = hsCodes == null ? Map.of() : Map.copyOf(hsCodes);
    }

    /** The tariff code for a destination, if one is known. */
    public Optional<String> hsCodeFor(String country) {
        String own = country == null ? null : hsCodes.get(country);
        return Optional.ofNullable(own == null ? hsCode : own).filter(code -> !code.isBlank());
    }
}
