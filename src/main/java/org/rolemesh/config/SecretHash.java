package org.rolemesh.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The SHA-256 of a key. Equality takes the same time wherever the hashes differ. */
public final class SecretHash {
    private static final int BYTES = 32;

    /** Only cloned, which takes a fraction of the search for it among the providers. */
    private static final MessageDigest UNUSED = sha256();

    private final byte[] sha256;

    private SecretHash(byte[] sha256) {
        this.sha256 = sha256;
    }

    /** Hashes a key, as UTF-8. */
    public static SecretHash of(String key) {
        return new SecretHash(unused().digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest unused() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            return sha256();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /**
     * Takes a hash that is already made.
     *
     * @throws IllegalArgumentException unless given 64 hexadecimal digits
     */
    public static SecretHash ofHex(String hex) {
        if (hex.length() != 2 * BYTES || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("key_sha256 must be 64 hexadecimal digits");
        }
        return new SecretHash(HexFormat.of().parseHex(hex));
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return sha256.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretHash hash && MessageDigest.isEqual(sha256, hash.sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }

    @Override
    public String toString() {
        return "***";
    }
}
