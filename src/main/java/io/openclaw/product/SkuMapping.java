package io.openclaw.product;

/**
 * An account's own code for one of our SKUs.
 *
 * @param account the account, or {@link #EVERY_ACCOUNT}
 */
public record SkuMapping(String account, String platformSku, String sku) {

    /** Maps for every account of the tenant that has no mapping of its own. */
    public static final String EVERY_ACCOUNT = "*";

    /** The SKU is sold everywhere under its own name. */
    public static SkuMapping ownName(String sku) {
        return new SkuMapping(EVERY_ACCOUNT, sku, sku);
    }
}
