package dev.sluice.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of keys. A key is 256 random bits, so a slow password hash would add nothing but
 * latency.
 */
final class KeyDigest {
    /**
     * Copied for each use, never updated: looking up the algorithm would cost more than the digest.
     */
    private static final MessageDigest EMPTY = create();

    private KeyDigest() {}

    static byte[] of(String token) {
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        try {
            return ((MessageDigest) EMPTY.clone()).digest(bytes);
        } catch (CloneNotSupportedException e) {
            return create().digest(bytes);
        }
    }

    private static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
