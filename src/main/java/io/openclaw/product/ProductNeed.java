package io.openclaw.product;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** How much has to be known of a product before a parcel with it can get its label. */
public enum ProductNeed {
    /** A warehouse in the destination country makes the label itself and knows its goods. */
    NOTHING,
    /** We buy the label, the parcel stays in the country. */
    WEIGHT,
    /** The parcel crosses a border: a carrier refuses it without a complete customs declaration. */
    CUSTOMS;

    /**
     * The fields a product lacks, under their names on the wire, in a fixed order. A product that is not known at all
     * ({@code null}) lacks everything.
     */
    public List<String> missing(Product product, String country) {
        List<String> missing = new ArrayList<>();
        if (this == NOTHING) {
            return missing;
        }
        add(missing, "weight", product != null && product.weightG() != null && product.weightG() > 0);
        if (this == CUSTOMS) {
            add(missing, "declared_name_en", product != null && present(product.declaredNameEn()));
            add(missing, "declared_name_cn", product != null && present(product.declaredNameCn()));
            add(missing, "declared_value", product != null && positive(product.declaredValue()));
            add(missing, "declared_currency", product != null && present(product.declaredCurrency()));
            add(
                    missing,
                    "hs_code",
                    product != null && product.hsCodeFor(country).isPresent());
        }
        return missing;
    }

    private static void add(List<String> missing, String field, boolean there) {
        if (!there) {
            missing.add(field);
        }
    }

    private static boolean present(String text) {
        return text != null && !text.isBlank();
    }

    private static boolean positive(BigDecimal value) {
        return value != null && value.signum() > 0;
    }
}
