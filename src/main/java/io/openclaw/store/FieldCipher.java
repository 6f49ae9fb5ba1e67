package io.openclaw.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts single columns (personal data, secrets, raw pushes) with AES-256-GCM. The stored form is one byte of key id,
 * twelve of nonce, then the text with its tag: so an old key still reads while a new one writes.
 */
public final class FieldCipher {

    /** Bytes of a key. */
    public static final int KEY_BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final Map<Byte, SecretKey> keys;
    private final byte writing;

    private FieldCipher(Map<Byte, SecretKey> keys, byte writing) {
        this.keys = keys;
        this.writing = writing;
    }

    /**
     * Keys as configured: one base64 text of 32 bytes, or several as {@code 2:<base64>,1:<base64>}, of which the first
     * writes and all read.
     */
    public static FieldCipher of(String configured) {
        Map<Byte, SecretKey> keys = new LinkedHashMap<>();
        Byte first = null;
        for (String part : configured.split(",")) {
            String entry = part.strip();
            int colon = entry.indexOf(':');
            byte id = colon < 0 ? 1 : keyId(entry.substring(0, colon));
            if (keys.put(id, key(entry.substring(colon + 1))) != null) {
                throw new IllegalArgumentException("openclaw.encryption-key names the key id " + id + " twice");
            }
            first = first == null ? Byte.valueOf(id) : first;
        }
        return new FieldCipher(keys, first);
    }

    /** The stored form of a value; null stays null. */
    public byte[] encrypt(byte[] plain) {
        if (plain == null) {
            return null;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, keys.get(writing), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(new byte[] {writing});
            ByteBuffer stored = ByteBuffer.allocate(1 + NONCE_BYTES + cipher.getOutputSize(plain.length));
            stored.put(writing).put(nonce);
            cipher.doFinal(ByteBuffer.wrap(plain), stored);
            return stored.array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a column could not be encrypted", e);
        }
    }

    /** What was encrypted; null stays null. Fails when the key is missing or the stored form was changed. */
    public byte[] decrypt(byte[] stored) {
        if (stored == null) {
            return null;
        }
        SecretKey key = stored.length > NONCE_BYTES ? keys.get(stored[0]) : null;
        if (key == null) {
            throw new IllegalStateException("an encrypted column was written with key id "
                    + (stored.length == 0 ? "none" : stored[0]) + ", which openclaw.encryption-key does not have");
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, stored, 1, NONCE_BYTES));
            cipher.updateAAD(stored, 0, 1);
            return cipher.doFinal(stored, 1 + NONCE_BYTES, stored.length - 1 - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "an encrypted column cannot be read: it was written with another key, or changed", e);
        }
    }

    /** {@link #encrypt} of a text in UTF-8. */
    public byte[] encryptText(String plain) {
        return plain == null ? null : encrypt(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** {@link #decrypt} of a text in UTF-8. */
    public String decryptText(byte[] stored) {
        return stored == null ? null : new String(decrypt(stored), StandardCharsets.UTF_8);
    }

    private static byte keyId(String text) {
        try {
            return Byte.parseByte(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("openclaw.encryption-key: '" + text + "' is no key id from 0 to 127", e);
        }
    }

    private static SecretKey key(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("openclaw.encryption-key is not base64", e);
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "openclaw.encryption-key has " + bytes.length + " bytes, it takes 32: openssl rand -base64 32");
        }
        return new SecretKeySpec(bytes, "AES");
    }
}
