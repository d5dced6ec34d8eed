package dev.sluice.confidence;

import org.jspecify.annotations.Nullable;

/** Refuses a whole answer that holds neither text nor anything else. */
final class EmptyRule implements AnswerRules {
    @Override
    public @Nullable String broken(String text, boolean whole, boolean otherContent) {
        return whole && !otherContent && isBlank(text) ? "empty" : null;
    }

    /** Whether a text is invisible: only whitespace, including no-break and zero-width spaces. */
    static boolean isBlank(String text) {
        return text.codePoints().allMatch(EmptyRule::isInvisible);
    }

    private static boolean isInvisible(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT;
    }
}
