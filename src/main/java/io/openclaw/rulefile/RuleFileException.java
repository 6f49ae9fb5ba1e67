package io.openclaw.rulefile;

/** A file of rules that cannot be taken into force; the message begins with file and line. */
public class RuleFileException extends RuntimeException {

    private final String file;
    private final int line;
    private final String reason;

    public RuleFileException(String file, int line, String reason) {
        super(file + ":" + line + ": " + reason);
        this.file = file;
        this.line = line;
        this.reason = reason;
    }

    public String file() {
        return file;
    }

    /** The line at fault, from 1; 0 where the file could not be read at all. */
    public int line() {
        return line;
    }

    /** What is wrong and what would be right, without the place. */
    public String reason() {
        return reason;
    }
}
