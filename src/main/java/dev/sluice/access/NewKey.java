package dev.sluice.access;

import dev.sluice.config.server.KeyConfig;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key just made: the only moment at which it is known in plain.
 *
 * @param name who it is for
 * @param token what the client sends; never stored
 * @param sha256 its digest in hex; what is stored
 */
public record NewKey(String name, String token, String sha256) {
    private static final String PREFIX = "sk-sluice-";

    /** As many as SHA-256 has: guessing the key is then as hard as inverting the digest. */
    private static final int RANDOM_BYTES = 32;

    /**
     * Makes a key.
     *
     * @throws IllegalArgumentException if the name is not one that fits
     */
    public static NewKey generate(String name, SecureRandom random) {
        if (!name.matches(KeyConfig.NAME)) {
            throw new IllegalArgumentException("the name of the key does not fit,"
                    + " expected a letter or digit, then up to 63 letters, digits or . _ -");
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new NewKey(name, token, HexFormat.of().formatHex(KeyDigest.of(token)));
    }

    /** What may be stored of it. */
    public KeyConfig stored() {
        return new KeyConfig(name, sha256);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "NewKey[name=" + name + "]";
    }
}
