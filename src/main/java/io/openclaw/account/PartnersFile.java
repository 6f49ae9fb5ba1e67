package io.openclaw.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.Utf8File;
import io.openclaw.rulefile.YamlJson;
import io.openclaw.rulefile.YamlTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code config/partners.yaml}. All that is wrong with it is reported at once. */
final class PartnersFile {

    private final Path path;
    private final UnaryOperator<String> placeholders;

    /** @param placeholders resolves {@code ${NAME:default}}; throws IllegalArgumentException for a name it does not know */
    PartnersFile(Path path, UnaryOperator<String> placeholders) {
        this.path = path;
        this.placeholders = placeholders;
    }

    Path path() {
        return path;
    }

    /**
     * The accounts of the file as it stands now, in its order.
     *
     * @throws PartnersFileException with every problem, by account and field
     */
    Map<String, Account> read() {
        JsonNode root = parse();
        Problems problems = new Problems(path);
        problems.unknownFields("", root, List.of("tenant", "accounts"));
        JsonNode entries = root.path("accounts");
        if (!entries.isObject()) {
            problems.add("accounts", "is missing: a map of account name to its description");
        }
        String tenant = root.path("tenant").asText("demo");
        Map<String, Account> accounts = new LinkedHashMap<>();
        entries.fields().forEachRemaining(entry -> {
            Account account = new AccountEntry(entry.getKey(), entry.getValue(), placeholders, problems).read(tenant);
            if (account != null) {
                accounts.put(account.id(), account);
            }
        });
        accounts.values().forEach(account -> new PolicyCheck(account, accounts, problems).run());
        problems.throwIfAny();
        return accounts;
    }

    private JsonNode parse() {
        try {
            Node root = YamlTree.read(path.toString(), Utf8File.read(path));
            if (root == null) {
                throw new PartnersFileException(path, List.of("is empty: expected the keys tenant and accounts"));
            }
            if (!(root instanceof MappingNode)) {
                throw new PartnersFileException(path, List.of("has to be a map with the keys tenant and accounts"));
            }
            return YamlJson.of(root);
        } catch (RuleFileException e) {
            throw new PartnersFileException(path, List.of("line " + e.line() + ": " + e.reason()));
        } catch (Utf8File.NotUtf8 e) {
            throw new PartnersFileException(path, List.of("line " + e.line() + ": " + e.getMessage()));
        } catch (IOException e) {
            throw new PartnersFileException(path, List.of(Utf8File.why(e)));
        }
    }
}
