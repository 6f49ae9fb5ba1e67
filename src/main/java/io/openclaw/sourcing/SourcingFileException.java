package io.openclaw.sourcing;

/** A rule file that cannot be taken into force; the message begins with file and line. */
public class SourcingFileException extends RuntimeException {

    private final int line;

    SourcingFileException(String file, int line, String reason) {
        super(file + ":" + line + ": " + reason);
        this.line = line;
    }

    /** The line at fault, from 1; 0 where the file could not be read at all. */
    public int line() {
        return line;
    }
}
