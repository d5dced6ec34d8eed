package dev.sluice.access;

import dev.sluice.config.server.KeyConfig;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The keys that are admitted, found by digest and compared in constant time. Immutable,
 * thread-safe, never blocks; a new configuration makes a new table.
 */
public final class KeyTable {
    /**
     * First eight bytes of each digest, ascending, for the search; a digest reveals nothing about
     * its key.
     */
    private final long[] prefixes;

    /** The whole digests in the same order, compared in constant time. */
    private final byte[][] digests;

    /** In the same order; made once, so that a request allocates only its digest. */
    private final List<Optional<ApiKey>> keys;

    private KeyTable(List<Entry> entries) {
        List<Entry> sorted =
                entries.stream().sorted(Comparator.comparingLong(Entry::prefix)).toList();
        prefixes = sorted.stream().mapToLong(Entry::prefix).toArray();
        digests = sorted.stream().map(entry -> bytes(entry.digest())).toArray(byte[][]::new);
        keys = sorted.stream().map(entry -> Optional.of(entry.key())).toList();
    }

    /**
     * Makes a table of keys.
     *
     * @throws IllegalArgumentException if a digest is not 32 bytes in hex, which a valid
     *     configuration rules out
     */
    public static KeyTable of(List<KeyConfig> keys) {
        return new KeyTable(keys.stream().map(Entry::of).toList());
    }

    /** Whether there are no keys; then everyone who can reach the gateway may call it. */
    public boolean isEmpty() {
        return prefixes.length == 0;
    }

    /** The key that belongs to a bearer token. */
    public Optional<ApiKey> find(String bearerToken) {
        byte[] digest = KeyDigest.of(bearerToken);
        long prefix = ByteBuffer.wrap(digest).getLong();
        int at = Arrays.binarySearch(prefixes, prefix);
        if (at < 0) {
            return Optional.empty();
        }
        // The search may hit any of several equal prefixes: go to the first.
        while (at > 0 && prefixes[at - 1] == prefix) {
            at--;
        }
        for (; at < prefixes.length && prefixes[at] == prefix; at++) {
            if (MessageDigest.isEqual(digests[at], digest)) {
                return keys.get(at);
            }
        }
        return Optional.empty();
    }

    private static byte[] bytes(ByteBuffer digest) {
        byte[] bytes = new byte[digest.remaining()];
        digest.duplicate().get(bytes);
        return bytes;
    }

    private record Entry(ApiKey key, ByteBuffer digest) {
        static Entry of(KeyConfig key) {
            byte[] digest = HexFormat.of().parseHex(key.sha256());
            if (digest.length != 32) {
                throw new IllegalArgumentException("digest of key " + key.name() + " has "
                        + digest.length + " bytes, expected 32");
            }
            return new Entry(
                    new ApiKey(key.name(), key.open(), key.role()), ByteBuffer.wrap(digest));
        }

        long prefix() {
            return digest.getLong(0);
        }
    }
}
