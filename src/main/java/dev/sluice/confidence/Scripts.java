package dev.sluice.confidence;

/** What the rules need to know about scripts. */
final class Scripts {
    private Scripts() {}

    /**
     * Whether a character is from a script without spaces between words; each such character counts
     * as a word.
     */
    static boolean isUnspaced(int c) {
        return c >= 0x0E00 // Thai is the first of them.
                && switch (Character.UnicodeScript.of(c)) {
                    case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
                    default -> false;
                };
    }
}
