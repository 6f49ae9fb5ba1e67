package io.openclaw.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** The database under the hub. Statements are the same for both; what differs is asked here. */
public enum Dialect {
    /** In this process, in a file: nobody else can hold a lease, and commits reach the disk late. */
    H2("BINARY LARGE OBJECT", ""),
    /** Shared by several hubs; a commit is on disk. */
    POSTGRESQL("BYTEA", "STORED");

    private final Map<String, String> placeholders;

    Dialect(String blob, String stored) {
        this.placeholders = Map.of("blob", blob, "stored", stored);
    }

    /** What the migrations leave open: the type of large documents ({@code blob}), how a generated column is kept ({@code stored}). */
    public Map<String, String> placeholders() {
        return placeholders;
    }

    /** True where this process alone has the database open. */
    public boolean embedded() {
        return this == H2;
    }

    /** The dialect of a data source; any other product is refused. */
    public static Dialect of(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            return switch (product) {
                case "H2" -> H2;
                case "PostgreSQL" -> POSTGRESQL;
                default ->
                    throw new IllegalStateException("spring.datasource.url leads to " + product
                            + ": use PostgreSQL, or no URL for the embedded H2");
            };
        } catch (SQLException e) {
            throw new IllegalStateException("the store cannot be opened: " + e.getMessage(), e);
        }
    }
}
