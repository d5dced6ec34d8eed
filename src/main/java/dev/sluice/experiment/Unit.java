package dev.sluice.experiment;

import java.nio.charset.StandardCharsets;

/**
 * A unit, ready to be hashed: encoded once per request, however many experiments ask. Each salt is
 * written into the space before it, so an instance belongs to one thread.
 *
 * <p>An unpaired surrogate has no encoding and counts as a question mark.
 */
public final class Unit {
    private final String id;
    /** The unit's bytes are at the end, right after the salt of the last hash. */
    private final byte[] bytes;

    private Unit(String id) {
        byte[] encoded = id.getBytes(StandardCharsets.UTF_8);
        this.id = id;
        this.bytes = new byte[Salt.LONGEST_BYTES + encoded.length];
        System.arraycopy(encoded, 0, bytes, Salt.LONGEST_BYTES, encoded.length);
    }

    /**
     * Makes a unit from an id.
     *
     * @param id of any characters and any length that the request allows
     */
    public static Unit of(String id) {
        return new Unit(id);
    }

    /** The id it was made from. */
    public String id() {
        return id;
    }

    /** The salt, a zero byte and the unit, from {@link #start} to the end. */
    byte[] salted(Salt salt) {
        salt.writeTo(bytes, start(salt));
        return bytes;
    }

    static int start(Salt salt) {
        return Salt.LONGEST_BYTES - salt.length();
    }

    @Override
    public String toString() {
        return id;
    }
}
