package io.openclaw.stock;

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
}
