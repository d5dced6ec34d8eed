package dev.sluice.record;

/**
 * What an upstream said when it refused an attempt. Content, as the texts are: servers repeat what
 * was sent to them. Immutable.
 *
 * @param attempt the attempt's ordinal
 * @param words the upstream's words, without the gateway's own credentials
 */
public record RecordedRefusal(int attempt, String words) {
    /** Characters that are kept; what is longer repeats what was sent. */
    private static final int WORDS_MAX = 512;

    public RecordedRefusal {
        if (words.length() > WORDS_MAX) {
            int end = Character.isHighSurrogate(words.charAt(WORDS_MAX - 2))
                    ? WORDS_MAX - 2
                    : WORDS_MAX - 1;
            words = words.substring(0, end) + "…";
        }
    }

    @Override
    public String toString() {
        return "RecordedRefusal[" + attempt + ", " + words.length()
                + " characters]"; // Never the words.
    }
}
