package dev.sluice.experiment;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What makes the buckets of one experiment, or of one layer, independent of all others. Immutable.
 */
public final class Salt {
    /** Of the text that an operator gives. */
    public static final int LONGEST = 64;

    /** With the longest purpose behind it, and the zero byte that ends it. */
    static final int LONGEST_BYTES = LONGEST + "/enrol".length() + 1;

    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9._-]{1," + LONGEST + "}");

    private final String text;
    private final byte[] bytes;

    private Salt(String text) {
        this.text = text;
        this.bytes = (text + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The salt of that text.
     *
     * @throws IllegalArgumentException unless it is 1 to 64 letters, digits or {@code . _ -}
     */
    public static Salt of(String text) {
        return new Salt(checked("salt", text));
    }

    /** Returns the text, or says what is wrong with the field of that name. */
    static String checked(String field, String text) {
        if (!TEXT.matcher(text).matches()) {
            String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
            throw new IllegalArgumentException(field + " is '" + shown + "' (expected: 1 to "
                    + LONGEST + " letters, digits or . _ -)");
        }
        return text;
    }

    /**
     * The salt of one of an experiment's hashes. No text has a slash, so that no other salt can be
     * equal to it.
     */
    Salt with(String purpose) {
        return new Salt(text + '/' + purpose);
    }

    /** How many bytes stand before the unit. */
    int length() {
        return bytes.length;
    }

    void writeTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, bytes.length);
    }

    @Override
    public String toString() {
        return text;
    }
}
