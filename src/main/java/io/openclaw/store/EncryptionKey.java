package io.openclaw.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the key of {@link FieldCipher} comes from: the configuration, or in the sandbox a file made once. */
final class EncryptionKey {

    private static final Logger LOG = LoggerFactory.getLogger(EncryptionKey.class);

    private EncryptionKey() {}

    /**
     * The configured key, else the content of {@code field.key} in the data folder.
     *
     * @param sandbox false refuses to go on without a configured key: a key beside the data it protects protects nothing
     */
    static String resolve(String configured, Path dataDir, boolean sandbox) {
        if (configured != null && !configured.isBlank()) {
            return configured;
        }
        if (!sandbox) {
            throw new IllegalStateException(
                    "openclaw.encryption-key is not set. Outside the sandbox the hub starts with a"
                            + " key of its own only: set OPENCLAW_ENCRYPTION_KEY to the output of 'openssl rand -base64 32'");
        }
        Path file = dataDir.resolve("field.key");
        try {
            return Files.exists(file) ? Files.readString(file).strip() : generate(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the key file " + file + " cannot be read or written", e);
        }
    }

    private static String generate(Path file) throws IOException {
        byte[] key = new byte[FieldCipher.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        String text = Base64.getEncoder().encodeToString(key);
        Files.createDirectories(file.getParent());
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
        } catch (FileAlreadyExistsException e) {
            LOG.debug("another start made {} in the same moment", file);
            return Files.readString(file).strip();
        }
        Files.writeString(file, text + "\n", StandardOpenOption.DSYNC);
        LOG.warn("OC-STORE-KEY no openclaw.encryption-key is set: a key for the sandbox was made in {}", file);
        return text;
    }
}
