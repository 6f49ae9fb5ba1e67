package io.openclaw.reload;

/** A file that is not taken, with the place and the reason. What was in force before stays in force. */
public final class RefusedFile extends RuntimeException {

    private final String file;
    private final int line;

    public RefusedFile(String file, int line, String reason) {
        super(reason);
        this.file = file;
        this.line = line;
    }

    public RefusedFile(String file, int line, String reason, Throwable cause) {
        super(reason, cause);
        this.file = file;
        this.line = line;
    }

    public String file() {
        return file;
    }

    /** Line the reason stands in, from 1. */
    public int line() {
        return line;
    }

    /** {@code routes/x.camel.yaml:12: reason}, as compilers say it and editors open it. */
    public String said() {
        return file + ":" + line + ": " + getMessage();
    }
}
