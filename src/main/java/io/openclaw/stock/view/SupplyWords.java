package io.openclaw.stock.view;

import io.openclaw.stock.ChannelSupply;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Says in words what a channel draws on otherwise than before. */
final class SupplyWords {

    private SupplyWords() {}

    static String differences(String account, List<ChannelSupply.Source> before, List<ChannelSupply.Source> after) {
        List<String> words = new ArrayList<>();
        List<String> was = names(before);
        List<String> is = names(after);
        if (!was.equals(is)) {
            words.add(account + " draws on " + was + " → " + is);
        }
        for (ChannelSupply.Source now : after) {
            before.stream()
                    .filter(then -> then.warehouse().equals(now.warehouse()))
                    .forEach(then -> differences(then, now, words));
        }
        return String.join("; ", words);
    }

    private static void differences(ChannelSupply.Source then, ChannelSupply.Source now, List<String> words) {
        if (!Objects.equals(then.closed(), now.closed())) {
            words.add(now.warehouse() + ": " + (now.closed() == null ? "takes orders" : now.closed()));
        }
        if (then.kept() != now.kept()) {
            words.add("brokering_safety_stock of " + now.warehouse() + " " + then.kept() + " → " + now.kept());
        }
    }

    private static List<String> names(List<ChannelSupply.Source> sources) {
        return sources.stream().map(ChannelSupply.Source::warehouse).toList();
    }
}
