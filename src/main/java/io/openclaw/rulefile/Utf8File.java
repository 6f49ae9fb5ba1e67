package io.openclaw.rulefile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads what an operator or integrator has saved: UTF-8, with or without a byte order mark. */
public final class Utf8File {

    /** A file in another encoding: GBK or UTF-16, as editors on Windows save it. */
    public static final class NotUtf8 extends CharacterCodingException {

        private final int line;

        private NotUtf8(int line) {
            this.line = line;
        }

        /** The first line that cannot be read, from 1. */
        public int line() {
            return line;
        }

        @Override
        public String getMessage() {
            return "is not UTF-8 text (GBK or UTF-16?): save it with the encoding UTF-8";
        }
    }

    private Utf8File() {}

    /**
     * The text of a file without its byte order mark.
     *
     * @throws NotUtf8 with the line, where a byte is none of UTF-8 or of no text at all
     */
    public static String read(Path path) throws IOException {
        return text(Files.readAllBytes(path));
    }

    /** Why a file could not be read, in words for whoever edits it. */
    public static String why(IOException e) {
        return e instanceof NoSuchFileException
                ? "is gone: put it back, the hub does not start without it"
                : "cannot be read: " + e;
    }

    private static String text(byte[] bytes) throws NotUtf8 {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult end = decoder.decode(in, out, true);
        String text = out.flip().toString();
        int nothing = text.indexOf('\0');
        if (end.isError() || nothing >= 0) {
            String sound = nothing >= 0 ? text.substring(0, nothing) : text;
            throw new NotUtf8(1 + (int) sound.chars().filter(c -> c == '\n').count());
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
