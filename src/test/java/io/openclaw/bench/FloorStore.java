package io.openclaw.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.openclaw.store.Durability;
import io.openclaw.store.EmbeddedFile;
import io.openclaw.store.GroupCheckpoint;
import io.openclaw.store.StoreConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.sql.DataSource;

/** A fresh store in a file, opened as the hub opens its own, with the group checkpoint and a pool of the hub's size. */
final class FloorStore implements AutoCloseable {

    private static final int CONNECTIONS = 10;

    private final HikariDataSource pool;
    private final GroupCheckpoint checkpoint;

    private FloorStore(HikariDataSource pool) throws SQLException {
        this.pool = pool;
        this.checkpoint = new GroupCheckpoint(new EmbeddedFile(pool));
    }

    /** Opens a copy of that backup in that folder. */
    static FloorStore of(Path backup, Path folder) throws IOException, SQLException {
        Files.createDirectories(folder);
        try (InputStream in = Files.newInputStream(backup);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".mv.db")) {
                    Files.copy(zip, folder.resolve("openclaw.mv.db"));
                }
            }
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(StoreConfiguration.h2Url(folder));
        config.setUsername("sa");
        config.setPassword("");
        config.setMaximumPoolSize(CONNECTIONS);
        return new FloorStore(new HikariDataSource(config));
    }

    DataSource pool() {
        return pool;
    }

    Durability durability() {
        return checkpoint;
    }

    @Override
    public void close() throws InterruptedException {
        checkpoint.close();
        pool.close();
    }
}
