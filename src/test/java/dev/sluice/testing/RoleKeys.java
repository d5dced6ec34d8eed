package dev.sluice.testing;

import dev.sluice.vocabulary.Role;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.StringJoiner;

/** The keys of the gateway under test with each role, named as their roles are. */
public final class RoleKeys {
    private RoleKeys() {}

    /** The header with the key that has this role. */
    public static String authorization(Role role) {
        return "authorization: Bearer " + key(role);
    }

    private static String key(Role role) {
        return "sk-sluice-as-" + role.label();
    }

    /** Their entries in the list {@code keys}. */
    static String yaml() {
        StringJoiner keys = new StringJoiner("\n");
        for (Role role : Role.values()) {
            keys.add("  - { name: %1$s, sha256: \"%2$s\", role: %1$s }"
                    .formatted(role.label(), HexFormat.of().formatHex(digest(key(role)))));
        }
        return keys.toString();
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
