package dev.sluice.access;

import dev.sluice.config.server.KeyConfig;
import dev.sluice.vocabulary.Role;

import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key that was just made; only now is it known in plain text.
 *
 * @param name who it is for
 * @param token what the client sends; never stored
 * @param sha256 its SHA-256 in hex; what is stored
 * @param role what it may do
 */
public record NewKey(String name, String token, String sha256, Role role) {
    private static final String PREFIX = "sk-sluice-";

    /**
     * As many bytes as a SHA-256 has, so that guessing a key is as hard as inverting the digest.
     */
    private static final int RANDOM_BYTES = 32;

    /**
     * Makes the key of a client.
     *
     * @throws IllegalArgumentException if the name is not valid
     */
    public static NewKey generate(String name, SecureRandom random) {
        return generate(name, Role.CLIENT, random);
    }

    /**
     * Makes a key.
     *
     * @throws IllegalArgumentException if the name is not valid
     */
    public static NewKey generate(String name, Role role, SecureRandom random) {
        if (!name.matches(KeyConfig.NAME)) {
            throw new IllegalArgumentException("the name of the key is not valid,"
                    + " expected a letter or digit, then up to 63 letters, digits or . _ -");
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new NewKey(name, token, HexFormat.of().formatHex(KeyDigest.of(token)), role);
    }

    /** The part that is stored, made today. */
    public KeyConfig stored() {
        return new KeyConfig(name, sha256, null, LocalDate.now(ZoneOffset.UTC), role);
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "NewKey[name=" + name + "]";
    }
}
