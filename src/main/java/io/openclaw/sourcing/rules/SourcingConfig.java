package io.openclaw.sourcing.rules;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.account.NamesAccounts;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.Utf8File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The sourcing rules in force. */
@Component
public class SourcingConfig implements NamesAccounts {

    private static final Logger LOG = LoggerFactory.getLogger(SourcingConfig.class);

    private final Path path;
    private final Accounts accounts;
    private volatile InForce inForce;

    /** Rules, and the text they were made of. */
    record InForce(SourcingRules rules, String text) {

        /** First line outside of comments in which that is found; 1 where it is in none. */
        int line(Pattern what) {
            String[] lines = text.split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                if (what.matcher(lines[i].split("#", 2)[0]).find()) {
                    return i + 1;
                }
            }
            return 1;
        }
    }

    @Autowired
    public SourcingConfig(@Value("${openclaw.sourcing-file:config/sourcing.yaml}") String path, Accounts accounts) {
        this(Path.of(path), accounts);
    }

    public SourcingConfig(Path path, Accounts accounts) {
        this.path = path;
        this.accounts = accounts;
        this.inForce = read();
    }

    public SourcingRules rules() {
        return inForce.rules();
    }

    /** The file as it was written that the rules in force were made of. */
    public String text() {
        return inForce.text();
    }

    InForce inForce() {
        return inForce;
    }

    public Path path() {
        return path;
    }

    /**
     * Puts the file as it stands now in force.
     *
     * @throws RuleFileException for a mistake in it; then the rules before stay in force
     */
    public void reload() {
        inForce = read();
        LOG.info("sourcing rules of {} are in force", path);
    }

    /**
     * The rules a text would make; nothing is put in force.
     *
     * @throws RuleFileException for a mistake in it
     */
    public SourcingRules parse(String text) {
        return SourcingYaml.parse(path.getFileName().toString(), text, accounts);
    }

    @Override
    public void check(Accounts others) {
        SourcingYaml.parse(path.toString(), inForce.text(), others);
    }

    /** Whether the rules may send an order for a country from a warehouse, whatever else it is. */
    public boolean mayServe(String country, String warehouse) {
        SourcingRules now = rules();
        List<String> all =
                accounts.all(Account.Kind.WAREHOUSE).stream().map(Account::id).toList();
        return now.reachable(null, country, all, new WarehouseFacts(now, accounts))
                .contains(warehouse);
    }

    private InForce read() {
        try {
            String text = Utf8File.read(path);
            return new InForce(SourcingYaml.parse(path.toString(), text, accounts), text);
        } catch (Utf8File.NotUtf8 e) {
            throw new RuleFileException(path.toString(), e.line(), e.getMessage());
        } catch (IOException e) {
            throw new RuleFileException(path.toString(), 1, Utf8File.why(e));
        }
    }
}
