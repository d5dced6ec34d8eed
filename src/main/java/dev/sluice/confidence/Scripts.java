package dev.sluice.confidence;

/** What the rules need to know of writing. */
final class Scripts {
    private Scripts() {}

    /**
     * Whether a sign is of a script that puts no spaces between words; each counts as a word then.
     */
    static boolean isUnspaced(int c) {
        return c >= 0x0E00 // Thai is the first of them.
                && switch (Character.UnicodeScript.of(c)) {
                    case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
                    default -> false;
                };
    }
}
