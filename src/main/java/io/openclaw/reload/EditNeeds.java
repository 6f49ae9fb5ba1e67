package io.openclaw.reload;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the edits of files need of one another, by the files as they will be when what waits is in force. */
final class EditNeeds {

    private final RouteFiles files;
    private final RouteSwap swap;
    private final Map<String, FileEdit> waiting;

    EditNeeds(RouteFiles files, RouteSwap swap, Map<String, FileEdit> waiting) {
        this.files = files;
        this.swap = swap;
        this.waiting = waiting;
    }

    /** The file as it will be when its edit is in force, or as it is; null where it goes or never was. */
    RouteSource newest(String file) {
        FileEdit edit = waiting.get(file);
        return edit == null ? swap.inForce(file) : edit.after();
    }

    List<RouteSource> newest() {
        Set<String> all = new TreeSet<>(waiting.keySet());
        swap.inForce().forEach(source -> all.add(source.file()));
        return all.stream().map(this::newest).filter(Objects::nonNull).toList();
    }

    /** The files with configurations, as they will be with that one. */
    List<RouteSource> configurations(RouteSource edited) {
        return Stream.concat(
                        newest().stream().filter(source -> !source.file().equals(edited.file())), Stream.of(edited))
                .filter(source -> !source.owned().configurations().isEmpty())
                .toList();
    }

    /** @param beside other files that are taken in the same moment or not at all */
    void refuseStolenIds(RouteSource source, Collection<RouteSource> beside) {
        for (String claim : source.owned().claims()) {
            String owner = owner(claim, source.file(), beside);
            if (owner != null) {
                throw new RefusedFile(source.file(), source.lineOf(claim), claim + " belongs to " + owner);
            }
        }
    }

    /** The other file that will have that claim, or null. */
    private String owner(String claim, String self, Collection<RouteSource> beside) {
        Function<String, RouteSource> then = file -> beside.stream()
                .filter(one -> one.file().equals(file))
                .findFirst()
                .orElseGet(() -> newest(file));
        String now = files.fileOfClaim(claim);
        return Stream.concat(Stream.ofNullable(now), waiting.keySet().stream())
                .filter(file -> !file.equals(self))
                .filter(file -> {
                    RouteSource other = then.apply(file);
                    return other != null && other.owned().claims().contains(claim);
                })
                .findFirst()
                .orElse(null);
    }

    /** What it was to be put under may not have come. */
    void refuseMissing(RouteSource source) {
        List<String> there = configurations(source).stream()
                .flatMap(one -> one.owned().configurations().stream())
                .toList();
        source.owned().uses().stream()
                .filter(used -> !there.contains(used))
                .findFirst()
                .ifPresent(used -> {
                    throw DryRun.noConfiguration(source, used);
                });
    }

    /** Edits that wait for one another would wait for ever; those that take over from one another alone are made as one. */
    void refuseKnots(RouteSource source) {
        if (reached(source, this::needed).contains(source.file())
                && !reached(source, this::givers).contains(source.file())) {
            throw new RefusedFile(
                    source.file(), 1, "needs what an edit gives up that waits for the former edit of this file");
        }
    }

    /** The other files that take something over from that one, which takes something over from them: all or none. */
    Set<String> circle(RouteSource source) {
        Set<String> circle = reached(source, this::givers);
        circle.removeIf(file -> file.equals(source.file())
                || newest(file) == null
                || !reached(newest(file), this::givers).contains(source.file()));
        return circle;
    }

    private Set<String> reached(RouteSource source, Function<RouteSource, Set<String>> needs) {
        Deque<String> next = new ArrayDeque<>(needs.apply(source));
        Set<String> seen = new TreeSet<>();
        while (!next.isEmpty()) {
            String file = next.pop();
            RouteSource after = file.equals(source.file()) ? null : newest(file);
            if (seen.add(file) && after != null) {
                next.addAll(needs.apply(after));
            }
        }
        return seen;
    }

    /** The files that have to give something up before that one can be in force. */
    private Set<String> givers(RouteSource source) {
        Set<String> givers = new TreeSet<>();
        for (String claim : source.owned().claims()) {
            String owner = files.fileOfClaim(claim);
            if (owner != null && !owner.equals(source.file())) {
                givers.add(owner);
            }
        }
        return givers;
    }

    /** The files that have to give something up, or to bring a configuration, before that one can be in force. */
    Set<String> needed(RouteSource source) {
        Set<String> needed = givers(source);
        for (String used : source.owned().uses()) {
            if (!source.owned().configurations().contains(used)
                    && swap.inForce().stream()
                            .noneMatch(one -> one.owned().configurations().contains(used))) {
                newest().stream()
                        .filter(one -> one.owned().configurations().contains(used))
                        .forEach(one -> needed.add(one.file()));
            }
        }
        return needed;
    }

    /** Edits that bring files which were not there and need nothing but what those files give up: a file got another name. */
    List<FileEdit> heirs(Collection<String> givers) {
        return waiting.values().stream()
                .filter(edit -> edit.after() != null && swap.inForce(edit.file()) == null)
                .filter(edit -> {
                    Set<String> needed = needed(edit.after());
                    return !needed.isEmpty() && givers.containsAll(needed) && canBe(edit.after());
                })
                .toList();
    }

    /** Whether nothing it claims or uses is another's, or lacks. */
    boolean canBe(RouteSource source) {
        try {
            refuseStolenIds(source, List.of());
            refuseMissing(source);
            return true;
        } catch (RefusedFile e) {
            // Its own turn says so.
            return false;
        }
    }
}
