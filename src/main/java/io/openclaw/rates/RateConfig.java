package io.openclaw.rates;

import io.openclaw.account.Accounts;
import io.openclaw.account.NamesAccounts;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.Utf8File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The rate cards in force: every {@code *.yaml} of {@code config/rates}. Without that folder nothing has a price. */
@Component
public class RateConfig implements NamesAccounts {

    private static final Logger LOG = LoggerFactory.getLogger(RateConfig.class);

    private final Path folder;
    private final Accounts accounts;
    private volatile Map<String, String> texts;
    private volatile RateBook book;

    @Autowired
    public RateConfig(@Value("${openclaw.rates-folder:config/rates}") String folder, Accounts accounts) {
        this(Path.of(folder), accounts);
    }

    public RateConfig(Path folder, Accounts accounts) {
        this.folder = folder;
        this.accounts = accounts;
        take();
    }

    public RateBook book() {
        return book;
    }

    /** The files as they were written that the cards in force were made of, by name. */
    public Map<String, String> texts() {
        return Map.copyOf(texts);
    }

    public Path path() {
        return folder;
    }

    /**
     * Puts the files as they stand now in force, all together.
     *
     * @throws RuleFileException for a mistake in any; then the cards before stay in force
     */
    public void reload() {
        take();
        LOG.info("{} rate cards of {} are in force", book.cards().size(), folder);
    }

    private void take() {
        Map<String, String> read = read();
        book = RatesYaml.parse(read, accounts);
        texts = read;
    }

    @Override
    public void check(Accounts others) {
        RatesYaml.parse(texts, others);
    }

    /**
     * The cards as they would be with some files changed; nothing is put in force.
     *
     * @param changed text by file name ({@code 4px-cn.yaml}), in place of the file of that name or beside the others
     * @throws RuleFileException for a mistake
     */
    public RateBook with(Map<String, String> changed) {
        Map<String, String> files = new TreeMap<>(texts);
        changed.forEach((name, text) -> files.put(folder.resolve(name).toString(), text));
        return RatesYaml.parse(files, accounts);
    }

    /** What an editor or file manager leaves beside a card is none. */
    private static boolean isCard(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".yaml") && !name.startsWith(".");
    }

    private static String text(Path card) throws IOException {
        try {
            return Utf8File.read(card);
        } catch (Utf8File.NotUtf8 e) {
            throw new RuleFileException(card.toString(), e.line(), e.getMessage());
        }
    }

    private Map<String, String> read() {
        Map<String, String> read = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return read;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> cards = files.filter(RateConfig::isCard).sorted().toList();
            for (Path card : cards) {
                read.put(card.toString(), text(card));
            }
        } catch (IOException e) {
            throw new RuleFileException(folder.toString(), 0, "cannot be read: " + e);
        }
        return read;
    }
}
