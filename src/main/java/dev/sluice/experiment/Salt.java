package dev.sluice.experiment;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Makes the buckets of one experiment, or of one layer, independent of all others. Immutable. */
public final class Salt {
    /** The longest text that an operator may give. */
    public static final int LONGEST = 64;

    /** Including the longest purpose and the zero byte at the end. */
    static final int LONGEST_BYTES = LONGEST + "/enrol".length() + 1;

    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9._-]{1," + LONGEST + "}");

    private final String text;
    private final byte[] bytes;

    private Salt(String text) {
        this.text = text;
        this.bytes = (text + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Makes a salt from a text.
     *
     * @throws IllegalArgumentException unless it is 1 to 64 letters, digits or {@code . _ -}
     */
    public static Salt of(String text) {
        return new Salt(checked("salt", text));
    }

    /** Returns the text if it is valid; otherwise throws, naming the field. */
    static String checked(String field, String text) {
        if (!TEXT.matcher(text).matches()) {
            String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
            throw new IllegalArgumentException(field + " is '" + shown + "' (expected: 1 to "
                    + LONGEST + " letters, digits or . _ -)");
        }
        return text;
    }

    /**
     * The salt for one of an experiment's hashes. No text contains a slash, so no other salt can be
     * equal.
     */
    Salt with(String purpose) {
        return new Salt(text + '/' + purpose);
    }

    /** How many bytes precede the unit. */
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
