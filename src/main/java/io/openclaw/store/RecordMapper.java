package io.openclaw.store;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * Rows as records: the component {@code orderNo} is the column {@code order_no}. Spring's own mapper looks for a column
 * {@code orderNo} first, which costs an exception for every such component of every row.
 */
public final class RecordMapper<R extends Record> implements RowMapper<R> {

    private final Constructor<R> constructor;
    private final String[] columns;
    private final Class<?>[] types;

    private RecordMapper(Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        columns = Arrays.stream(components).map(c -> column(c.getName())).toArray(String[]::new);
        types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("every record has its canonical constructor: " + type, e);
        }
    }

    /** The mapper of a record whose components are of types JDBC knows. */
    public static <R extends Record> RecordMapper<R> of(Class<R> type) {
        return new RecordMapper<>(type);
    }

    @Override
    public R mapRow(ResultSet row, int number) throws SQLException {
        Object[] values = new Object[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = JdbcUtils.getResultSetValue(row, row.findColumn(columns[i]), types[i]);
        }
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a row could not be read as " + constructor.getDeclaringClass(), e);
        }
    }

    private static String column(String component) {
        return component.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
