package io.openclaw.account;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
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
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<String, Account> accounts;

    public ConfiguredAccounts(
            @Value("${openclaw.partners-file:config/partners.yaml}") Path path, Environment environment) {
        this.file = new PartnersFile(path, environment::resolveRequiredPlaceholders);
        this.accounts = file.read();
    }

    /** What a reload changed, by account name. */
    public record Change(List<String> added, List<String> changed, List<String> removed) {

        public boolean none() {
            return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
        }
    }

    @Override
    public Optional<Account> find(String id) {
        return Optional.ofNullable(id).map(accounts::get);
    }

    @Override
    public Account get(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no account '" + id + "' in " + file.path()
                + Problems.suggestion(String.valueOf(id), accounts.keySet())));
    }

    @Override
    public Collection<Account> all() {
        return accounts.values();
    }

    /** The file the accounts come from. */
    public Path path() {
        return file.path();
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
        Map<String, Account> before = accounts;
        Map<String, Account> after = file.read();
        accounts = after;
        Change change = compare(before, after);
        if (!change.none()) {
            LOG.info(
                    "{}: added {}, changed {}, removed {}",
                    file.path(),
                    change.added(),
                    change.changed(),
                    change.removed());
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
        List<String> removed =
                before.keySet().stream().filter(id -> !after.containsKey(id)).toList();
        return new Change(added, changed, removed);
    }
}
