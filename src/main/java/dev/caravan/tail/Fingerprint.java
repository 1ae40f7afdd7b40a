package dev.caravan.tail;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Length and SHA-256 of some bytes of a file, by which a rotated or copied file is recognised.
 *
 * @param length bytes, 0 or more
 * @param sha256 digest of these bytes in hex; empty where the length is 0
 */
public record Fingerprint(int length, String sha256) {
    static final Fingerprint NONE = new Fingerprint(0, "");

    static Fingerprint of(byte[] bytes, int length) {
        return length == 0 ? NONE : new Fingerprint(length, hash(bytes, length));
    }

    boolean matches(byte[] bytes) {
        return bytes.length >= length && equals(of(bytes, length));
    }

    private static String hash(byte[] bytes, int length) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, 0, length);
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java has", e);
        }
    }
}
