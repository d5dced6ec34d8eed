package dev.sluice.inference.judge.verifier;

/**
 * The text that a judge is shown: a question and an answer, of bounded length, each between markers
 * that neither can contain.
 */
final class Material {
    private static final int QUESTION_CHARS = 8 * 1024;
    private static final int ANSWER_CHARS = 16 * 1024;

    private Material() {}

    /**
     * Makes the text.
     *
     * @param mark an unpredictable text in the markers, so that nobody could have written them into
     *     the question or the answer
     */
    static String of(String question, String answer, String mark) {
        return between("CONVERSATION", cut(question, QUESTION_CHARS), mark)
                + between("ANSWER", cut(answer, ANSWER_CHARS), mark)
                + "Judge the answer between the markers.";
    }

    private static String between(String what, String text, String mark) {
        return "<<<BEGIN " + what + " " + mark + ">>>\n" + text + "\n<<<END " + what + " " + mark
                + ">>>\n\n";
    }

    /** A text that is too long without its middle, and with a note in its place. */
    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int head = longest / 2;
        int tail = text.length() - (longest - head);
        if (Character.isHighSurrogate(text.charAt(head - 1))) {
            head--;
        }
        if (Character.isLowSurrogate(text.charAt(tail))) {
            tail++;
        }
        return text.substring(0, head) + "\n[... " + (tail - head) + " characters left out ...]\n"
                + text.substring(tail);
    }
}
