package io.openclaw.order.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of many orders by what they belong to, in the sequence they were read in. */
final class Grouped<T> {

    private final Map<String, List<T>> groups = new HashMap<>();

    void add(String key, T value) {
        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
    }

    List<T> of(String key) {
        return groups.getOrDefault(key, List.of());
    }
}
