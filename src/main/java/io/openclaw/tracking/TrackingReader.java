package io.openclaw.tracking;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Turns a vendor's statement into the hub's words: milestone, reason and flags by the code table, the time with its origin. */
@Component
class TrackingReader {

    /** By how much a state follows the newest event; too little to be seen, enough to be the later of the two. */
    static final Duration AFTER = Duration.ofMillis(1);

    /** Whoever gives up on a parcel does so after every other state that was told beside the same event. */
    private static final Duration AFTER_ALL = Duration.ofMillis(500);

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s\\p{Punct}。，、]+");

    private final CodeTables tables;
    private final Accounts accounts;
    private final Clock clock;

    TrackingReader(CodeTables tables, Accounts accounts, Clock clock) {
        this.tables = tables;
        this.accounts = accounts;
        this.clock = clock;
    }

    /**
     * A statement as it was read.
     *
     * @param formerKey the key without text and place, as statements were stored under before: they are not to be stored again
     * @param said the statement itself
     * @param time as it was read, before it was held against anything else; null where there is none
     * @param guess what is known of the time where its zone is a guess, else null
     * @param after by how much a state follows the event it is told beside
     */
    record Read(
            TrackingEvent event,
            String formerKey,
            TrackingDocument.Event said,
            EventTime time,
            Guess guess,
            Duration after) {

        /** Whether it is a state beside the events. */
        boolean state() {
            return said.afterEvents();
        }

        Read with(TrackingEvent other) {
            return other == event ? this : new Read(other, formerKey, said, time, guess, after);
        }
    }

    /** @param origin country the parcel started from, or null */
    Read read(TrackingDocument.Event event, String parcelNo, Account source, String origin) {
        boolean codeKnown = tables.find(source.vendor(), event.code()).isPresent();
        Optional<CodeTable.Meaning> meaning = meaning(source, event.code());
        String country = country(event.countryCode());
        TrackingDocument.Time time = event.time() == null ? new TrackingDocument.Time(null, null, null) : event.time();
        Optional<EventTime> parsed = EventTime.parse(
                time.raw(),
                time.local(),
                time.zone(),
                source.timeZone(),
                CountryZones.of(country).orElse(null));
        Instant now = clock.instant();
        Optional<Guess> guess = parsed.flatMap(one -> Guess.of(one, country, source.timeZone()));
        EventTime at = parsed.map(one -> guess.map(g -> g.heardBy(one, now)).orElseGet(() -> one.heardBy(now)))
                .orElseGet(() -> EventTime.heard(time.raw(), now));
        Set<Flag> flags = meaning.map(CodeTable.Meaning::flags).orElse(Set.of());
        Duration after = !event.afterEvents() ? Duration.ZERO : flags.contains(Flag.EXPIRED) ? AFTER_ALL : AFTER;
        TrackingEvent read = new TrackingEvent(
                source.tenant(),
                parcelNo,
                key(event, parsed),
                source.id(),
                at.instant().plus(after),
                at.source(),
                at.raw(),
                meaning.map(m -> m.milestone(country, origin)).orElse(null),
                meaning.map(CodeTable.Meaning::reason).orElse(null),
                flags,
                text(event.code(), 80),
                codeKnown,
                text(event.description(), 1000),
                text(event.location(), 300),
                country,
                false,
                null);
        return new Read(
                read,
                formerKey(event, EventTime.parse(time.raw(), time.local(), time.zone(), source.timeZone(), null)),
                event,
                at.source() == EventTime.Source.RECEIVED ? null : at,
                at.source().guessed() ? guess.orElse(null) : null,
                after);
    }

    /** Country of the warehouse a parcel starts from, or null where it is not configured. */
    String origin(String warehouse) {
        return warehouse == null
                ? null
                : accounts.find(warehouse).map(Account::site).orElse(null);
    }

    /** What the tables say of a code, or of its main word; of one that was in none when its event came, what they say by now. */
    Optional<CodeTable.Meaning> meaning(String source, String code) {
        return accounts.find(source).flatMap(account -> meaning(account, code));
    }

    boolean known(String source, String code) {
        return accounts.find(source)
                .flatMap(account -> tables.find(account.vendor(), code))
                .isPresent();
    }

    private Optional<CodeTable.Meaning> meaning(Account source, String code) {
        return tables.find(source.vendor(), code).or(() -> tables.main(source.vendor(), code));
    }

    /**
     * The vendor's own identity where it has one; else code, second, text and place, for vendors repeat their whole history with every push,
     * and one code of one minute may be an arrival and a departure. Not the milestone: a code that is mapped later is still the same
     * statement. A state beside the events is one for each event it follows, in whatever words.
     */
    private static String key(TrackingDocument.Event event, Optional<EventTime> time) {
        String key = formerKey(event, time);
        boolean own = event.key() != null && !event.key().isBlank();
        return own || event.afterEvents() || time.isEmpty()
                ? key
                : shorten(key + "|" + hash(normalText(event.description()) + "|" + normalText(event.location())));
    }

    private static String formerKey(TrackingDocument.Event event, Optional<EventTime> time) {
        if (event.key() != null && !event.key().isBlank()) {
            return shorten(event.key().strip());
        }
        String what = event.code() == null || event.code().isBlank()
                ? "~" + hash(normalText(event.description()))
                : CodeTable.normal(event.code());
        String when = time.map(t -> Long.toString(t.instant().getEpochSecond())).orElseGet(() -> unclocked(event));
        return shorten(what + "|" + when);
    }

    /** What takes the clock's place in the key, the same whenever it is told: the unreadable text, else what was said and where. */
    private static String unclocked(TrackingDocument.Event event) {
        if (event.time() != null
                && event.time().raw() != null
                && !event.time().raw().isBlank()) {
            return event.time().raw();
        }
        return "-" + hash(normalText(event.description()) + "|" + normalText(event.location()));
    }

    /** A description as it is compared between sources: without case, spaces and punctuation. */
    static String normalText(String text) {
        return text == null
                ? ""
                : BETWEEN_WORDS.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    }

    private static String shorten(String key) {
        String clean = key.replace("\0", "");
        return clean.length() <= 160 ? clean : clean.substring(0, 90) + "~" + hash(clean);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String country(String code) {
        return code != null && code.strip().length() == 2 ? code.strip().toUpperCase(Locale.ROOT) : null;
    }

    private static String text(String text, int max) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String clean = text.replace("\0", "").strip();
        return clean.length() <= max ? clean : clean.substring(0, max);
    }
}
