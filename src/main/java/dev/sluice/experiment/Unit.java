package dev.sluice.experiment;

import java.nio.charset.StandardCharsets;

/**
 * A unit, ready to be hashed: encoded once for a request, however many experiments ask. It has room
 * in front that each salt is written into, so it belongs to one thread.
 *
 * <p>Half a surrogate pair has no encoding and counts as a question mark.
 */
public final class Unit {
    private final String id;
    /** The unit's bytes at the end, the salt of the last hash right before them. */
    private final byte[] bytes;

    private Unit(String id) {
        byte[] encoded = id.getBytes(StandardCharsets.UTF_8);
        this.id = id;
        this.bytes = new byte[Salt.LONGEST_BYTES + encoded.length];
        System.arraycopy(encoded, 0, bytes, Salt.LONGEST_BYTES, encoded.length);
    }

    /**
     * The unit of that id.
     *
     * @param id of any length and any characters: it is as long as the request lets it be
     */
    public static Unit of(String id) {
        return new Unit(id);
    }

    /** The id it was made of. */
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
