package dev.sluice.tenancy.audit;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How the entries of an audit are chained. The hash of an entry is SHA-256 over the 32 bytes of the
 * hash before it (zeros for the first), followed by its fields in the order of {@link AuditEntry}:
 * each as the number of its UTF-8 bytes, in four bytes with the highest first, and the bytes; -1
 * alone stands for null. Numbers are in decimal digits, moments as ISO 8601 in UTC. So whoever has
 * an export can check it without this gateway. Pure.
 */
final class AuditChain {
    /** What stands before the first entry. */
    static final String BEGIN = "0".repeat(64);

    private static final int NULL = -1;

    private AuditChain() {}

    /**
     * The hash that an entry must have.
     *
     * @param before the hash of the entry before it
     * @param entry its own hash is not looked at
     */
    static String hash(String before, AuditEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HexFormat.of().parseHex(before));
        add(bytes, entry.project());
        add(bytes, Long.toString(entry.number()));
        add(bytes, entry.at().toString());
        add(bytes, entry.by());
        add(bytes, entry.action());
        add(bytes, entry.subject());
        add(bytes, entry.before());
        add(bytes, entry.after());
        add(bytes, entry.reason());
        return HexFormat.of().formatHex(sha256(bytes.toByteArray()));
    }

    private static void add(ByteArrayOutputStream to, @Nullable String field) {
        byte[] text = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
        int length = field == null ? NULL : text.length;
        to.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        to.writeBytes(text);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
