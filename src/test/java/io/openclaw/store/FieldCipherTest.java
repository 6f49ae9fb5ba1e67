package io.openclaw.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldCipherTest {

    private static final String OLD = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String NEW = Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes());

    @Test
    void whatGoesInComesOutAndNeverLooksTheSameTwice() {
        FieldCipher cipher = FieldCipher.of(OLD);
        byte[] stored = cipher.encryptText("Zoë Müller");
        assertThat(cipher.decryptText(stored)).isEqualTo("Zoë Müller");
        assertThat(cipher.encryptText("Zoë Müller")).isNotEqualTo(stored);
        assertThat(cipher.decrypt(cipher.encrypt(new byte[0]))).isEmpty();
        assertThat(cipher.encrypt(null)).isNull();
        assertThat(cipher.decryptText(null)).isNull();
    }

    @Test
    void anOldKeyReadsWhileANewOneWrites() {
        byte[] before = FieldCipher.of(OLD).encryptText("x");
        FieldCipher rotated = FieldCipher.of("2:" + NEW + ", 1:" + OLD);
        assertThat(rotated.decryptText(before)).isEqualTo("x");
        byte[] after = rotated.encryptText("x");
        assertThat(after[0]).isEqualTo((byte) 2);
        assertThatThrownBy(() -> FieldCipher.of(OLD).decrypt(after)).hasMessageContaining("key id 2");
    }

    @Test
    void whatWasChangedIsNotRead() {
        FieldCipher cipher = FieldCipher.of(OLD);
        byte[] stored = cipher.encryptText("secret");
        stored[stored.length - 1] ^= 1;
        assertThatThrownBy(() -> cipher.decrypt(stored)).hasMessageContaining("another key, or changed");
        assertThatThrownBy(() -> cipher.decrypt(new byte[] {1})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyThatIsNoneIsRefusedInWords() {
        assertThatThrownBy(() -> FieldCipher.of("c2hvcnQ=")).hasMessageContaining("it takes 32");
        assertThatThrownBy(() -> FieldCipher.of("not base64!")).hasMessageContaining("base64");
        assertThatThrownBy(() -> FieldCipher.of("1:" + OLD + ",1:" + NEW)).hasMessageContaining("twice");
    }

    @Test
    void theSandboxMakesAKeyOnceOthersMustBringOne(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("data");
        String made = EncryptionKey.resolve(null, data, true);
        assertThat(EncryptionKey.resolve("", data, true)).isEqualTo(made);
        assertThat(Files.readString(data.resolve("field.key"))).isEqualTo(made + "\n");
        assertThat(EncryptionKey.resolve(NEW, data, false)).isEqualTo(NEW);
        assertThatThrownBy(() -> EncryptionKey.resolve(null, data, false))
                .hasMessageContaining("OPENCLAW_ENCRYPTION_KEY");
    }
}
