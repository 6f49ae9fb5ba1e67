package io.openclaw.partner.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The arithmetic schemes are made of. */
public final class Digests {

    private Digests() {}

    /** HMAC-SHA256 of the parts, one after the other. */
    public static byte[] hmacSha256(String secret, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java runtime", e);
        }
    }

    /** MD5, SHA-1 or SHA-256 of the parts, one after the other. */
    public static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is part of every Java runtime", e);
        }
    }

    /** Lower-case hexadecimal. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Compares in a time that tells nothing about where the two differ. */
    public static boolean same(String given, String expected) {
        return MessageDigest.isEqual(utf8(given), utf8(expected));
    }

    /**
     * Whether the given signature is the one of any secret. All are computed and compared, so that the time taken does
     * not tell which secret is in use.
     */
    public static boolean anyMatches(String given, Collection<String> secrets, Function<String, String> signature) {
        boolean found = false;
        for (String secret : secrets) {
            found |= same(given, signature.apply(secret));
        }
        return found;
    }
}
