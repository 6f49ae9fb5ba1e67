package io.openclaw.stock;

import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;

/** Which warehouses a sales channel draws on. Sourcing knows; the stock room only asks. */
public interface ChannelSupply {

    /**
     * The warehouses that may serve orders of an account for a SKU.
     *
     * @param account the platform account
     * @param carrying the warehouses that carry the SKU
     */
    List<String> warehouses(String account, Collection<String> carrying);

    /**
     * What decided it at a moment, and what has since, in order; the last is what decides now. Empty where nobody knows of another than
     * the present.
     */
    default List<Version> since(OffsetDateTime moment) {
        return List.of();
    }

    /**
     * What decides from a moment on.
     *
     * @param source what was edited, in words
     */
    record Version(OffsetDateTime since, String source, ChannelSupply supply) {}
}
