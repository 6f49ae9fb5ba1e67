package io.openclaw.account;

import java.nio.file.Path;
import java.util.List;

/** {@code config/partners.yaml} cannot be taken as it is. */
public class PartnersFileException extends IllegalArgumentException {

    private final transient Path file;
    private final transient List<String> problems;

    public PartnersFileException(Path file, List<String> problems) {
        super(file + ": " + String.join("; ", problems));
        this.file = file;
        this.problems = List.copyOf(problems);
    }

    public Path file() {
        return file;
    }

    /** Each problem with the account and the field it is about. */
    public List<String> problems() {
        return problems;
    }
}
