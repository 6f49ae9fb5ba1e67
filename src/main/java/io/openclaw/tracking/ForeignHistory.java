package io.openclaw.tracking;

import io.openclaw.tracking.TrackingReader.Read;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Carriers use numbers again, and whoever is asked about one tells what befell the parcel that bore it before. What lies clearly before
 * this parcel is that one's history: it is kept and shown, and moves nothing.
 *
 * <p>A parcel begins when its fulfillment does, where the hub asks the carrier for the label itself: there was no such parcel before. Where
 * somebody else makes the label, it may have been made before the hub heard of it, and the parcel begins when its order was placed.
 *
 * <p>A statement without a time is of the parcel of its neighbours: of the former one where the list has it below a statement of that one, or where
 * everything that has a time is.
 */
final class ForeignHistory {

    /**
     * By how much a statement has to lie before the parcel. A clock may be a day or two off, and a zone another half; a number comes
     * round again after months.
     */
    static final Duration TOLERANCE = Duration.ofDays(3);

    private ForeignHistory() {}

    /** The statements of one document, those of another parcel marked. */
    static List<Read> mark(TrackingDocument document, List<Read> reads, Instant since) {
        Instant before = since.minus(TOLERANCE);
        if (reads.stream().noneMatch(read -> foreign(read, before))) {
            return reads;
        }
        boolean all = reads.stream().filter(read -> read.time() != null).allMatch(read -> foreign(read, before));
        List<Read> marked = new ArrayList<>();
        for (int i = 0; i < reads.size(); i++) {
            Read read = reads.get(i);
            int place = i;
            boolean below = document.newestFirst()
                    && !read.state()
                    && reads.subList(0, place).stream()
                            .anyMatch(
                                    above -> above.said().list() == read.said().list() && foreign(above, before));
            boolean another = read.time() == null ? all || below : foreign(read, before);
            marked.add(another ? read.with(read.event().ofAnother()) : read);
        }
        return marked;
    }

    private static boolean foreign(Read read, Instant before) {
        return read.time() != null && read.event().occurredAt().isBefore(before);
    }
}
