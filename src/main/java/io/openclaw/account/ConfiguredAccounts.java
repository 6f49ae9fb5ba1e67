package io.openclaw.account;

import io.openclaw.rulefile.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The accounts of {@code config/partners.yaml} (property {@code openclaw.partners-file}). A start with a bad file fails;
 * a reload with one keeps the accounts there were.
 */
@Component
public class ConfiguredAccounts implements Accounts {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredAccounts.class);

    private final PartnersFile file;
    private final List<BiConsumer<Change, Accounts>> objections = new CopyOnWriteArrayList<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private volatile Reading inForce;

    public ConfiguredAccounts(
            @Value("${openclaw.partners-file:config/partners.yaml}") Path path, Environment environment) {
        this.file = new PartnersFile(path, environment::resolveRequiredPlaceholders);
        this.inForce = new Reading(file.read(), path);
    }

    /**
     * What a reload changed, by account name.
     *
     * @param removed with the tenant each belonged to
     */
    public record Change(List<String> added, List<String> changed, Map<String, String> removed) {

        /** The accounts that are not as they were. */
        public Stream<String> touched() {
            return Stream.concat(added.stream(), changed.stream());
        }

        public boolean none() {
            return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
        }
    }

    /** The accounts of one reading of the file. */
    private record Reading(Map<String, Account> accounts, Path path) implements Accounts {

        @Override
        public Optional<Account> find(String id) {
            return Optional.ofNullable(id).map(accounts::get);
        }

        @Override
        public Account get(String id) {
            return find(id).orElseThrow(() -> new NoSuchAccountException(
                    id,
                    "no account '" + id + "' in " + path + Spelling.suggestion(String.valueOf(id), accounts.keySet())));
        }

        @Override
        public Collection<Account> all() {
            return accounts.values();
        }
    }

    @Override
    public Optional<Account> find(String id) {
        return inForce.find(id);
    }

    @Override
    public Account get(String id) {
        return inForce.get(id);
    }

    @Override
    public Collection<Account> all() {
        return inForce.all();
    }

    /** The file the accounts come from. */
    public Path path() {
        return file.path();
    }

    /**
     * Is asked about every reload before it is in force, with the accounts as they would be; what it throws refuses the edit.
     */
    public void beforeChange(BiConsumer<Change, Accounts> objection) {
        objections.add(objection);
    }

    /** Is told about every reload that changed something, after it is in force. */
    public void onChange(Consumer<Change> listener) {
        listeners.add(listener);
    }

    /**
     * Reads the file again.
     *
     * @throws PartnersFileException when it cannot be taken; the accounts stay as they were
     */
    public synchronized Change reload() {
        Reading after = new Reading(file.read(), file.path());
        Change change = compare(inForce.accounts(), after.accounts());
        objections.forEach(objection -> objection.accept(change, after));
        inForce = after;
        if (!change.none()) {
            LOG.info(
                    "{}: added {}, changed {}, removed {}",
                    file.path(),
                    change.added(),
                    change.changed(),
                    change.removed().keySet());
            listeners.forEach(listener -> listener.accept(change));
        }
        return change;
    }

    private static Change compare(Map<String, Account> before, Map<String, Account> after) {
        List<String> added = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        after.forEach((id, account) -> {
            if (!before.containsKey(id)) {
                added.add(id);
            } else if (!before.get(id).equals(account)) {
                changed.add(id);
            }
        });
        Map<String, String> removed = new LinkedHashMap<>();
        before.forEach((id, account) -> {
            if (!after.containsKey(id)) {
                removed.put(id, account.tenant());
            }
        });
        return new Change(added, changed, removed);
    }
}
