package dev.sluice.upstream.local.request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prevents clients from writing control tokens. The engine's chat and completion routes read {@code
 * <|im_end|>} in a message as the control token, so that a user could end their own message and
 * begin one of the system. A space after the first character makes it plain text, at the price of
 * one token. Immutable.
 */
public final class ControlTexts {
    private final Map<Character, List<String>> byFirst = new HashMap<>();

    /** Makes the set of these texts. */
    public ControlTexts(Collection<String> texts) {
        for (String text : texts) {
            if (text.codePointCount(0, text.length()) > 1) { // One character can't be split.
                byFirst.computeIfAbsent(text.charAt(0), ignored -> new ArrayList<>())
                        .add(text);
            }
        }
    }

    /** The text with every control text in it split, overlapping ones too. */
    String disarm(String text) {
        StringBuilder disarmed = null;
        int copied = 0;
        for (int at = 0; at < text.length(); at++) {
            List<String> candidates = byFirst.get(text.charAt(at));
            if (candidates != null && startsWithAny(text, at, candidates)) {
                int behindFirst = at + Character.charCount(text.codePointAt(at));
                disarmed = disarmed == null ? new StringBuilder(text.length() + 16) : disarmed;
                disarmed.append(text, copied, behindFirst).append(' ');
                copied = behindFirst;
            }
        }
        return disarmed == null
                ? text
                : disarmed.append(text, copied, text.length()).toString();
    }

    private static boolean startsWithAny(String text, int at, List<String> candidates) {
        for (String candidate : candidates) {
            if (text.startsWith(candidate, at)) {
                return true;
            }
        }
        return false;
    }
}
