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

    /** {@link #warehouses}, each with what is not to be had of it however much lies there. */
    default List<Source> sources(String account, Collection<String> carrying) {
        return warehouses(account, carrying).stream().map(Source::open).toList();
    }

    /**
     * A warehouse a channel draws on.
     *
     * @param closed why it takes no order at all, in words; null where it does
     * @param kept units of each SKU that no order of the channel is served from
     */
    record Source(String warehouse, String closed, int kept) {

        static Source open(String warehouse) {
            return new Source(warehouse, null, 0);
        }
    }

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
