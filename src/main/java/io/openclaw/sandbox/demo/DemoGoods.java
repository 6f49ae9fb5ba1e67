package io.openclaw.sandbox.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The demo seller's goods, from {@code sandbox/demo.yaml}.
 *
 * @param usual what is sold when an order names no SKU
 */
public record DemoGoods(List<Good> skus, List<String> usual) {

    private static final String FILE = "/sandbox/demo.yaml";

    /**
     * @param boxes parcels that one unit fills; 1 where it is not given
     * @param stock units on hand by warehouse
     */
    public record Good(
            String sku,
            String title,
            BigDecimal price,
            int weightG,
            int lengthMm,
            int widthMm,
            int heightMm,
            String material,
            String purpose,
            String battery,
            String declaredNameCn,
            String declaredNameEn,
            BigDecimal declaredValue,
            String hsCode,
            Integer boxes,
            Map<String, Integer> stock) {}

    public static DemoGoods load() {
        try (InputStream in = DemoGoods.class.getResourceAsStream(FILE)) {
            return new ObjectMapper(new YAMLFactory())
                    .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .readValue(in, DemoGoods.class);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
    }

    public Optional<Good> find(String sku) {
        return skus.stream().filter(good -> good.sku().equals(sku)).findFirst();
    }
}
