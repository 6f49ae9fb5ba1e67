package io.openclaw.waybill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What buyers want made of what they bought, said of what lies on the shelf: the same SKU may be wanted in several ways, and a bundle is none. */
final class Customizations {

    private Customizations() {}

    /** In words, by stocked SKU; without those that are wanted as they are. */
    static Map<String, String> ofStocked(List<OrderFacts.Line> sold, Promised promised) {
        Map<String, List<String>> wishes = new LinkedHashMap<>();
        Map<String, Integer> wished = new HashMap<>();
        for (OrderFacts.Line line : sold) {
            if (line.customization() == null || line.sku() == null) {
                continue;
            }
            boolean shelved = promised.stocked().containsKey(line.sku());
            String words = shelved ? line.customization() : line.customization() + " (of " + line.sku() + ")";
            Set<String> stocked = shelved
                    ? Set.of(line.sku())
                    : promised.recipes().getOrDefault(line.sku(), Map.of()).keySet();
            // a bundle nobody can take apart any more: said of all, rather than of none
            for (String sku : stocked.isEmpty() ? promised.stocked().keySet() : stocked) {
                wishes.computeIfAbsent(sku, s -> new ArrayList<>()).add(line.quantity() + " x " + words);
                wished.merge(sku, shelved ? line.quantity() : 0, Integer::sum);
            }
        }
        Map<String, String> said = new HashMap<>();
        wishes.forEach((sku, words) -> {
            boolean allAlike = words.size() == 1
                    && wished.get(sku).equals(promised.stocked().get(sku));
            said.put(
                    sku,
                    allAlike ? words.get(0).substring(words.get(0).indexOf(" x ") + 3) : String.join(" | ", words));
        });
        return said;
    }
}
