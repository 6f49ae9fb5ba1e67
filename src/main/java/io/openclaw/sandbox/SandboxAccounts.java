package io.openclaw.sandbox;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The simulated partner accounts, from {@code sandbox/accounts.yaml}. */
@Component
public final class SandboxAccounts {

    private static final String FILE = "/sandbox/accounts.yaml";

    private final Map<String, SandboxAccount> accounts = new LinkedHashMap<>();

    public SandboxAccounts() {
        try (InputStream in = SandboxAccounts.class.getResourceAsStream(FILE)) {
            Map<String, Map<String, String>> entries =
                    new ObjectMapper(new YAMLFactory()).readValue(in, new TypeReference<>() {});
            entries.forEach((id, entry) -> accounts.put(
                    id, new SandboxAccount(id, entry.get("kind"), entry.get("vendor"), Map.copyOf(entry))));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
    }

    public Optional<SandboxAccount> find(String id) {
        return Optional.ofNullable(accounts.get(id));
    }

    /** The account of that name, which is known to exist. */
    public SandboxAccount get(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no simulated account " + id));
    }

    public Collection<SandboxAccount> all() {
        return accounts.values();
    }
}
