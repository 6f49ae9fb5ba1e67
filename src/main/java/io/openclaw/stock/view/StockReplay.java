package io.openclaw.stock.view;

import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockPolicy;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * Does once more, cause by cause, what has changed a figure since a moment, and measures after each what the figure is. So what
 * is listed always adds up to the difference, whatever floors, shares, caps and bundles make of it.
 */
final class StockReplay {

    private static final Set<String> TAKING =
            Set.of("missing", "reserved", "withheld", "campaign_locked", "safety_stock");

    private StockReplay() {}

    /**
     * One cause.
     *
     * @param units signed units by which it changed what is free of the SKU it is about
     * @param always whether it is listed where the figure stays
     * @param change what it does to the books
     */
    record Step(
            String kind,
            String counter,
            StockKey key,
            int units,
            int times,
            OffsetDateTime at,
            String words,
            boolean always,
            Consumer<StockBooks> change) {

        /** One that is no movement: an edit of a rule. */
        static Step edit(String kind, StockKey key, OffsetDateTime at, String words, Consumer<StockBooks> change) {
            return new Step(kind, null, key, 0, 1, at, words, false, change);
        }

        String changed() {
            return counter == null ? kind : counter;
        }
    }

    /** A step and what it did to the figure. */
    record Done(Step step, int quantity) {}

    /**
     * @param opening as it was; it is changed
     * @param steps in the order in which they are done
     */
    static List<Done> play(StockBooks opening, List<Step> steps, ToIntFunction<StockBooks> figure) {
        List<Done> done = new ArrayList<>();
        int before = figure.applyAsInt(opening);
        for (Step step : steps) {
            step.change().accept(opening);
            int after = figure.applyAsInt(opening);
            if (after != before || step.units() != 0 || step.always()) {
                done.add(new Done(step, after - before));
            }
            before = after;
        }
        return done;
    }

    /**
     * The same in one warehouse, with what its buffer takes of what movements bring or gives back of what they take as a step of its own,
     * the last: so that each movement changes the figure by the units its words tell.
     *
     * @param stocked the SKU; null for a bundle, whose figure tells of its scarcest component
     */
    static List<Done> play(
            StockBooks opening, List<Step> steps, ToIntFunction<StockBooks> figure, String warehouse, String stocked) {
        if (stocked == null) {
            return play(opening, steps, figure);
        }
        List<Done> done = new ArrayList<>();
        List<Step> causes = new ArrayList<>();
        int kept = 0;
        for (Step step : steps) {
            int before = opening.buffered(warehouse, stocked);
            for (Done each : play(opening, List.of(step), figure)) {
                int more = step.counter() == null ? 0 : opening.buffered(warehouse, stocked) - before;
                done.add(new Done(step, each.quantity() + more));
                if (more != 0) {
                    kept += more;
                    causes.add(step);
                }
            }
        }
        if (kept != 0) {
            String words = "the buffer of " + words(opening.buffer(warehouse, stocked))
                    + (kept > 0 ? " keeps " + kept + " more" : " gives " + -kept + " back");
            Step last = causes.get(causes.size() - 1);
            done.add(new Done(
                    new Step("buffer", "buffer", null, -kept, causes.size(), last.at(), words, false, books -> {}),
                    -kept));
        }
        return done;
    }

    /**
     * Movements as steps, what brought units first: so that what was taken of them is not taken of nothing.
     *
     * @param account whose figure it is: units of its own campaign are its own, and where it sells ahead, goods on their way count
     * @param together whether all counters that one kind of movement changed in a row are one step
     */
    static List<Step> steps(List<StockMoves.Sum> sums, String account, boolean presold, boolean together) {
        Map<String, List<StockMoves.Sum>> groups = new LinkedHashMap<>();
        sums.forEach(sum -> groups.computeIfAbsent(
                        String.join(
                                "/",
                                sum.key().warehouse(),
                                sum.key().sku(),
                                sum.kind(),
                                together ? "" : sum.counter(),
                                sum.subject() == null ? "" : sum.subject()),
                        group -> new ArrayList<>())
                .add(sum));
        return groups.values().stream()
                .map(group -> step(group, account, presold))
                .sorted(Comparator.comparing(Step::units).reversed())
                .toList();
    }

    private static Step step(List<StockMoves.Sum> group, String account, boolean presold) {
        StockMoves.Sum first = group.get(0);
        Set<String> words = new LinkedHashSet<>();
        group.forEach(sum -> words.add(sum.words()));
        return new Step(
                first.kind(),
                first.counter(),
                first.key(),
                group.stream().mapToInt(sum -> units(sum, account, presold)).sum(),
                group.stream().mapToInt(StockMoves.Sum::times).max().orElse(0),
                group.stream()
                        .map(StockMoves.Sum::at)
                        .max(OffsetDateTime::compareTo)
                        .orElseThrow(),
                String.join("; ", words),
                group.stream().anyMatch(sum -> sum.news() || account == null && counted(sum)),
                books -> group.forEach(sum -> books.move(sum, 1)));
    }

    private static boolean counted(StockMoves.Sum sum) {
        return TAKING.contains(sum.counter()) || sum.counter().equals("on_hand");
    }

    private static int units(StockMoves.Sum sum, String account, boolean presold) {
        return switch (sum.counter()) {
            case "on_hand" -> sum.quantity();
            case "inbound_trusted" -> presold ? sum.quantity() : 0;
            case "reserved_inbound" -> presold ? -sum.quantity() : 0;
            case "campaign_locked" -> account != null && account.equals(sum.subject()) ? 0 : -sum.quantity();
            default -> TAKING.contains(sum.counter()) ? -sum.quantity() : 0;
        };
    }

    /** What differs between two words of what is kept back, each as a step of its own. */
    static List<Step> steps(
            StockBooks.Kept before,
            StockBooks.Kept after,
            String account,
            String sku,
            OffsetDateTime at,
            String source) {
        String by = source + " " + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at) + ": ";
        List<Step> steps = new ArrayList<>();
        after.safety().forEach((key, units) -> {
            int stood = before.safety().getOrDefault(key, 0);
            if (stood != units) {
                steps.add(Step.edit(
                        "policy",
                        key,
                        at,
                        by + "safety_stock of " + key.warehouse() + "/" + key.sku() + " " + stood + " → " + units,
                        books -> books.kept(books.kept().with(key, units))));
            }
        });
        after.buffers().forEach((key, buffer) -> {
            StockPolicy.Buffer stood = before.buffers().getOrDefault(key, StockPolicy.Buffer.NONE);
            if (stood.units() != buffer.units() || stood.percent() != buffer.percent()) {
                steps.add(Step.edit(
                        "policy",
                        key,
                        at,
                        by + "buffer of " + key.warehouse() + "/" + key.sku() + " " + words(stood) + " → "
                                + words(buffer),
                        books -> books.kept(books.kept().with(key, buffer))));
            }
        });
        String of = " of " + account + "/" + sku + " ";
        if (before.presold() != after.presold()) {
            steps.add(Step.edit(
                    "policy",
                    null,
                    at,
                    by + "presale" + of + (after.presold() ? "no → yes" : "yes → no"),
                    books -> books.kept(books.kept().sellingAhead(after.presold()))));
        }
        StockPolicy.Share was = before.share();
        StockPolicy.Share is = after.share();
        share(
                steps,
                at,
                by + "keep" + of,
                was.keep(),
                is.keep(),
                books -> copy(
                        books,
                        s -> new StockPolicy.Share(s.match(), s.sharePercent(), is.keep(), s.cap(), s.hideBelow())));
        share(
                steps,
                at,
                by + "share_percent" + of,
                was.sharePercent(),
                is.sharePercent(),
                books -> copy(
                        books,
                        s -> new StockPolicy.Share(s.match(), is.sharePercent(), s.keep(), s.cap(), s.hideBelow())));
        share(
                steps,
                at,
                by + "cap" + of,
                was.cap(),
                is.cap(),
                books -> copy(
                        books,
                        s -> new StockPolicy.Share(s.match(), s.sharePercent(), s.keep(), is.cap(), s.hideBelow())));
        share(
                steps,
                at,
                by + "hide_below" + of,
                was.hideBelow(),
                is.hideBelow(),
                books -> copy(
                        books,
                        s -> new StockPolicy.Share(s.match(), s.sharePercent(), s.keep(), s.cap(), is.hideBelow())));
        return steps;
    }

    private static void share(
            List<Step> steps, OffsetDateTime at, String words, Integer was, Integer is, Consumer<StockBooks> change) {
        if (!Objects.equals(was, is)) {
            steps.add(Step.edit(
                    "policy",
                    null,
                    at,
                    words + (was == null ? "none" : was) + " → " + (is == null ? "none" : is),
                    change));
        }
    }

    private static void copy(StockBooks books, UnaryOperator<StockPolicy.Share> change) {
        books.kept(books.kept().with(change.apply(books.kept().share())));
    }

    private static String words(StockPolicy.Buffer buffer) {
        return buffer.percent() == 0
                ? buffer.units() + " units"
                : buffer.units() == 0
                        ? buffer.percent() + " percent"
                        : buffer.units() + " units or " + buffer.percent() + " percent";
    }
}
