package io.openclaw.sourcing;

import io.openclaw.stock.ChannelSupply;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Which warehouses the rules let an account draw on, for whatever destination. */
@Component
class ServingWarehouses implements ChannelSupply {

    private final SourcingConfig config;

    ServingWarehouses(SourcingConfig config) {
        this.config = config;
    }

    @Override
    public List<String> warehouses(String account, Collection<String> carrying) {
        SourcingRules rules = config.rules();
        Set<String> listed = new LinkedHashSet<>(rules.defaults());
        rules.countries().values().forEach(listed::addAll);
        List<String> serving = listed.stream().filter(carrying::contains).toList();
        return serving.isEmpty() && rules.elsewhere()
                ? carrying.stream().sorted().toList()
                : serving;
    }
}
