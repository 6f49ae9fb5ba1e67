package io.openclaw.sandbox;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.Utf8File;
import io.openclaw.rulefile.YamlJson;
import io.openclaw.rulefile.YamlTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The simulated partner accounts: those of {@code sandbox/accounts.yaml}, and every account of the partners file that is
 * told to live here (its {@code base_url} ends in {@code /partners/<its name>}) and whose vendor is simulated. The file is
 * read again when it has changed, so an account that is added is simulated at once.
 */
@Component
public final class SandboxAccounts {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxAccounts.class);
    private static final String FILE = "/sandbox/accounts.yaml";
    private static final Set<String> VENDORS = Set.of("shopify", "4px", "17track", "openclaw-warehouse", "mabang");

    private final ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    private final Map<String, SandboxAccount> own = new LinkedHashMap<>();
    private final Path partners;
    private FileTime readAt;
    private volatile Map<String, SandboxAccount> accounts;

    public SandboxAccounts(@Value("${openclaw.partners-file:config/partners.yaml}") Path partners) {
        this.partners = partners;
        try (InputStream in = SandboxAccounts.class.getResourceAsStream(FILE)) {
            Map<String, Map<String, String>> entries = yaml.readValue(in, new TypeReference<>() {});
            entries.forEach((id, entry) ->
                    own.put(id, new SandboxAccount(id, entry.get("kind"), entry.get("vendor"), Map.copyOf(entry))));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
        accounts = Map.copyOf(own);
    }

    public Optional<SandboxAccount> find(String id) {
        SandboxAccount known = id == null ? null : accounts.get(id);
        return Optional.ofNullable(
                known != null || id == null ? known : refreshed().get(id));
    }

    /** The account of that name, which is known to exist. */
    public SandboxAccount get(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no simulated account " + id));
    }

    public Collection<SandboxAccount> all() {
        return refreshed().values();
    }

    private synchronized Map<String, SandboxAccount> refreshed() {
        try {
            if (Files.isRegularFile(partners)) {
                FileTime written = Files.getLastModifiedTime(partners);
                if (!written.equals(readAt)) {
                    readAt = written;
                    Map<String, SandboxAccount> all = new LinkedHashMap<>(own);
                    added(all);
                    accounts = all;
                }
            }
        } catch (IOException | RuleFileException e) {
            // The hub says what is wrong with its file; here the accounts stay as they were.
            LOG.debug("{} could not be read for the sandbox", partners, e);
        }
        return accounts;
    }

    private void added(Map<String, SandboxAccount> all) throws IOException {
        Node root = YamlTree.read(partners.toString(), Utf8File.read(partners));
        JsonNode entries =
                root == null ? MissingNode.getInstance() : YamlJson.of(root).path("accounts");
        entries.fields().forEachRemaining(entry -> {
            String id = entry.getKey();
            JsonNode account = entry.getValue();
            String vendor = account.path("vendor").asText();
            boolean here = account.path("base_url").asText().matches(".*/partners/" + Pattern.quote(id) + "/?");
            if (here && VENDORS.contains(vendor) && !all.containsKey(id)) {
                Map<String, String> settings = new LinkedHashMap<>();
                if (account.hasNonNull("currency")) {
                    settings.put("currency", account.get("currency").asText());
                }
                if (account.path("policy").hasNonNull("label_source")) {
                    settings.put("label", account.at("/policy/label_source").asText());
                }
                all.put(id, new SandboxAccount(id, account.path("kind").asText(), vendor, settings));
            }
        });
    }
}
