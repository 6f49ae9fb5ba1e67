package io.openclaw.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The named statements of one room, read from {@code /sql/<room>.sql}. A statement begins with a line
 * {@code -- name: <name>}; other comment lines are kept out of what the database sees.
 */
public final class Sql {

    private static final String MARK = "-- name:";

    private final String room;
    private final Map<String, String> statements;

    private Sql(String room, Map<String, String> statements) {
        this.room = room;
        this.statements = statements;
    }

    /** The statements of {@code /sql/<room>.sql}; fails when the file is missing. */
    public static Sql of(String room) {
        try (InputStream in = Sql.class.getResourceAsStream("/sql/" + room + ".sql")) {
            if (in == null) {
                throw new IllegalArgumentException("no SQL file /sql/" + room + ".sql");
            }
            return new Sql(room, parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The statement of that name; fails when the file has none, so a misspelt name shows at start. */
    public String get(String name) {
        String statement = statements.get(name);
        if (statement == null) {
            throw new IllegalArgumentException("no statement '" + name + "' in /sql/" + room + ".sql");
        }
        return statement;
    }

    private static Map<String, String> parse(String text) {
        Map<String, String> statements = new LinkedHashMap<>();
        String name = null;
        StringBuilder body = new StringBuilder();
        for (String line : text.split("\n")) {
            if (line.startsWith(MARK)) {
                put(statements, name, body);
                name = line.substring(MARK.length()).trim();
                body.setLength(0);
            } else if (!line.stripLeading().startsWith("--")) {
                body.append(line).append('\n');
            }
        }
        put(statements, name, body);
        return statements;
    }

    private static void put(Map<String, String> statements, String name, StringBuilder body) {
        if (name != null) {
            String text = body.toString().strip();
            statements.put(name, text.endsWith(";") ? text.substring(0, text.length() - 1) : text);
        }
    }
}
