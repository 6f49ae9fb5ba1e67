package io.openclaw.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.store.FieldCipher;
import io.openclaw.store.Sql;
import java.io.ByteArrayOutputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/** The table {@code inbox}: what partners said, in their bytes, deflated and encrypted. */
@Component
public class Inbox {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};
    private static final int BUFFER = 8192;

    private final JdbcTemplate jdbc;
    private final FieldCipher cipher;
    private final Clock clock;
    private final String insert;
    private final String find;
    private final String addKey;
    private final String hasKey;
    private final String keySum;

    public Inbox(JdbcTemplate jdbc, FieldCipher cipher, Clock clock) {
        Sql sql = Sql.of("inbox");
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.clock = clock;
        this.insert = sql.get("insert");
        this.find = sql.get("find");
        this.addKey = sql.get("add-key");
        this.hasKey = sql.get("has-key");
        this.keySum = sql.get("key-sum");
    }

    /**
     * Claims a message's identity in the current transaction; false when it is known already.
     *
     * @param sum of its body, or null
     */
    boolean addKey(String tenant, String account, String key, Long sum) {
        return jdbc.update(addKey, tenant, account, key, clock.instant().atOffset(ZoneOffset.UTC), sum) == 1;
    }

    /** The sum of the body that was taken under a key; empty where it is not known. */
    Optional<Long> sum(String tenant, String account, String key) {
        return jdbc.queryForList(keySum, Long.class, tenant, account, key).stream()
                .findFirst();
    }

    public boolean hasKey(String tenant, String account, String key) {
        Integer found = jdbc.queryForObject(hasKey, Integer.class, tenant, account, key);
        return found != null && found > 0;
    }

    /** Stores a message in the current transaction and returns its id. */
    public long store(Push push) {
        byte[] body = cipher.encrypt(deflate(push.body()));
        String headers = write(push.headers());
        GeneratedKeyHolder id = new GeneratedKeyHolder();
        jdbc.update(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(insert, new String[] {"id"});
                    statement.setString(1, push.tenant());
                    statement.setString(2, push.account());
                    statement.setString(3, push.kind());
                    statement.setString(4, push.origin());
                    statement.setString(5, push.key());
                    statement.setString(6, cut(push.type(), 120));
                    statement.setString(7, cut(push.requestId(), 80));
                    statement.setObject(8, clock.instant().atOffset(ZoneOffset.UTC));
                    statement.setString(9, headers);
                    statement.setString(10, cut(push.contentType(), 200));
                    statement.setBytes(11, body);
                    statement.setString(12, push.handling());
                    return statement;
                },
                id);
        Number key = id.getKey();
        if (key == null) {
            throw new IllegalStateException("the inbox gave no id");
        }
        return key.longValue();
    }

    /** A stored message; empty when it was never there or its raw form has been erased. */
    public Optional<Push> find(long id) {
        return jdbc.query(find, this::push, id).stream().findFirst();
    }

    private Push push(ResultSet row, int number) throws SQLException {
        return new Push(
                row.getString("tenant"),
                row.getString("account"),
                row.getString("kind"),
                null,
                row.getString("origin"),
                row.getString("push_key"),
                row.getString("push_type"),
                row.getString("request_id"),
                read(row.getString("headers")),
                row.getString("content_type"),
                inflate(cipher.decrypt(row.getBytes("body_enc"))),
                row.getString("handling"));
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 64);
            byte[] buffer = new byte[BUFFER];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflate(byte[] bytes) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length * 4 + 64);
            byte[] buffer = new byte[BUFFER];
            while (!inflater.finished()) {
                int read = inflater.inflate(buffer);
                if (read == 0 && !inflater.finished() && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new IllegalStateException("a raw message in the inbox is cut short");
                }
                out.write(buffer, 0, read);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new IllegalStateException("a raw message in the inbox cannot be read", e);
        } finally {
            inflater.end();
        }
    }

    private static String write(Map<String, String> headers) {
        try {
            return MAPPER.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers could not be written as JSON", e);
        }
    }

    private static Map<String, String> read(String headers) {
        try {
            return MAPPER.readValue(headers, HEADERS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored headers are no JSON", e);
        }
    }

    private static String cut(String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }
}
