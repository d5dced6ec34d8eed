package dev.sluice.upstream.local.request;

/**
 * A character that a regular expression names by an escape.
 *
 * @param character its code point
 * @param end where the escape ends
 */
record EscapedCharacter(int character, int end) {
    private static final int HEX = 16;

    /**
     * Reads the escape at a backslash.
     *
     * @throws SchemaPattern.Unknown for one that names no single character
     */
    static EscapedCharacter read(String pattern, int at) throws SchemaPattern.Unknown {
        if (at + 1 >= pattern.length()) {
            throw new SchemaPattern.Unknown();
        }
        char kind = pattern.charAt(at + 1);
        if (kind == 'x' || kind == 'u') {
            int end = at + (kind == 'x' ? 4 : 6);
            String digits = end > pattern.length() ? "" : pattern.substring(at + 2, end);
            if (!digits.matches("[0-9a-fA-F]+")) {
                throw new SchemaPattern.Unknown();
            }
            return new EscapedCharacter(Integer.parseInt(digits, HEX), end);
        }
        boolean word = kind < 128 && (Character.isLetterOrDigit(kind) || kind == '_');
        int character = pattern.codePointAt(at + 1);
        if (word) {
            throw new SchemaPattern.Unknown();
        }
        return new EscapedCharacter(character, at + 1 + Character.charCount(character));
    }
}
