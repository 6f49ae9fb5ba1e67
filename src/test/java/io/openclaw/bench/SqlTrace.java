package io.openclaw.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads back what H2 wrote to its trace file at level 2: every statement with its parameters, session by session. */
final class SqlTrace {

    private static final Pattern SESSION = Pattern.compile("jdbc\\[(\\d+)]");
    private static final String MARK = "/*SQL";
    private static final Pattern ROWS = Pattern.compile("#:(\\d+)");
    private static final Pattern CAST = Pattern.compile("CAST\\((.*) AS ([A-Z ]+)(\\([0-9, ]+\\))?\\)", Pattern.DOTALL);
    private static final Pattern MOMENT = Pattern.compile("TIMESTAMP WITH TIME ZONE '(.*)'");

    /**
     * One statement.
     *
     * @param parameters as the hub bound them: String, Integer, Long, Double, BigDecimal, Boolean, OffsetDateTime, byte[] or null
     * @param rows it found or changed
     */
    record Statement(String sql, List<Object> parameters, int rows) {

        boolean writes() {
            return sql.startsWith("INSERT") || sql.startsWith("UPDATE") || sql.startsWith("DELETE");
        }
    }

    /**
     * What a session did between two commits, or a wait for the disk.
     *
     * @param sync true for {@code CHECKPOINT SYNC}, which has no statements
     */
    record Unit(List<Statement> statements, boolean sync) {}

    private SqlTrace() {}

    /** The units in the sequence in which they were committed. What was rolled back is left out. */
    static List<Unit> read(Path file) throws IOException {
        Map<String, List<Statement>> open = new HashMap<>();
        List<Unit> units = new ArrayList<>();
        String session = "";
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher named = SESSION.matcher(line);
                if (!line.startsWith(MARK)) {
                    session = named.find() ? named.group(1) : session;
                    continue;
                }
                int end = line.indexOf("*/");
                Matcher rows = ROWS.matcher(line.substring(0, end));
                Statement statement =
                        statement(unescape(line.substring(end + 2)), rows.find() ? Integer.parseInt(rows.group(1)) : 0);
                List<Statement> begun = open.computeIfAbsent(session, id -> new ArrayList<>());
                if (statement.sql().equals("CHECKPOINT SYNC")) {
                    units.add(new Unit(List.of(), true));
                } else if (statement.sql().equals("COMMIT")) {
                    if (!begun.isEmpty()) {
                        units.add(new Unit(List.copyOf(begun), false));
                        begun.clear();
                    }
                } else if (statement.sql().equals("ROLLBACK")) {
                    begun.clear();
                } else if (statement.writes() || statement.sql().startsWith("SELECT")) {
                    begun.add(statement);
                }
            }
        }
        return units;
    }

    private static Statement statement(String traced, int rows) {
        String text = traced.endsWith(";") ? traced.substring(0, traced.length() - 1) : traced;
        int given = text.indexOf(" {1: ");
        if (given < 0) {
            return new Statement(text.strip(), List.of(), rows);
        }
        return new Statement(text.substring(0, given).strip(), parameters(text.substring(given + 2)), rows);
    }

    /** {@code 1: 'a', 2: NULL}}: a comma separates only outside of quotes and brackets. */
    private static List<Object> parameters(String text) {
        List<Object> values = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted && (c == '(' || c == '[')) {
                depth++;
            } else if (!quoted && (c == ')' || c == ']')) {
                depth--;
            } else if (!quoted && depth == 0 && (c == ',' || c == '}')) {
                String one = text.substring(from, i).strip();
                values.add(value(one.substring(one.indexOf(':') + 1).strip()));
                from = i + 1;
            }
        }
        return values;
    }

    private static Object value(String literal) {
        if (literal.equals("NULL")) {
            return null;
        }
        if (literal.equals("TRUE") || literal.equals("FALSE")) {
            return literal.equals("TRUE");
        }
        if (literal.startsWith("X'")) {
            return HexFormat.of().parseHex(literal.substring(2, literal.length() - 1));
        }
        if (literal.startsWith("U&'")) {
            return quoted(literal.substring(2)).replace("\\", "/");
        }
        if (literal.startsWith("'")) {
            return quoted(literal);
        }
        Matcher moment = MOMENT.matcher(literal);
        if (moment.matches()) {
            return moment(moment.group(1));
        }
        Matcher cast = CAST.matcher(literal);
        if (cast.matches()) {
            return switch (cast.group(2)) {
                case "BIGINT" -> (Object) Long.valueOf(cast.group(1));
                case "DOUBLE PRECISION" -> Double.valueOf(cast.group(1).replace("'", ""));
                case "BINARY VARYING", "BINARY LARGE OBJECT" -> new byte[20_000];
                case "CHARACTER LARGE OBJECT", "CHARACTER VARYING" -> "x".repeat(20_000);
                default -> value(cast.group(1));
            };
        }
        BigDecimal number = new BigDecimal(literal);
        if (literal.contains(".") || literal.contains("E")) {
            return number;
        }
        // Only a number that an INT could hold is marked when it is a BIGINT.
        return number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0
                ? (Object) Long.valueOf(number.longValueExact())
                : (Object) Integer.valueOf(number.intValueExact());
    }

    private static String quoted(String literal) {
        return literal.substring(1, literal.length() - 1).replace("''", "'");
    }

    private static OffsetDateTime moment(String text) {
        String iso = text.replace(' ', 'T');
        return OffsetDateTime.parse(iso.matches(".*[+-]\\d\\d") ? iso + ":00" : iso);
    }

    /** The trace is written as Java source would be. */
    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            if (escaped == 'u') {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                plain.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            default -> escaped;
                        });
            }
        }
        return plain.toString();
    }
}
