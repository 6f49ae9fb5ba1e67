package io.openclaw.operations;

import io.openclaw.store.Dialect;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.system.DiskSpaceHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** The disk whose room health tells of: the embedded store's, which may be another than the one the hub was started on. */
@Configuration(proxyBeanMethods = false)
class DiskConfiguration {

    @Bean
    DiskSpaceHealthIndicator diskSpaceHealthIndicator(
            Dialect dialect,
            @Value("${openclaw.data-dir:./data}") Path dataDir,
            @Value("${management.health.diskspace.threshold:100MB}") DataSize threshold) {
        Path folder = dialect.embedded() ? dataDir : Path.of("");
        return new DiskSpaceHealthIndicator(folder.toAbsolutePath().toFile(), threshold);
    }
}
