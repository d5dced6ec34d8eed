package dev.sluice.confidence;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Refuses an answer that goes round in circles. It uses two measures. Both compare words, ignoring
 * case and punctuation. In a script without spaces each character is a word; so is each letter of a
 * run too long to be a word.
 *
 * <ul>
 *   <li>the same sequence of up to {@value #LONGEST_UNIT} words at least {@value #REPEATS} times in
 *       a row, over at least {@value #FEWEST_WORDS} words;
 *   <li>the same line at least {@value #REPEATS} times, if repeated lines make up more than half of
 *       the letters (like the duplicate-line share of Gopher's rules, Rae et al. 2021, arXiv
 *       2112.11446, but laxer).
 * </ul>
 *
 * Content that is naturally repetitive does not count: fenced code, tables, indented lines, and an
 * answer that is JSON. Nor do the numbers of a list. Only the last {@value #LOOKED_AT} characters
 * of a long answer are checked: a loop goes on to the end. Linear in the length of the text.
 */
final class RepetitionRule implements AnswerRules {
    private static final int LONGEST_UNIT = 64;
    private static final int REPEATS = 4;
    private static final int FEWEST_WORDS = 12;
    private static final int LOOKED_AT = 32_768;

    /** Longer than any real word; a longer "hahahaha" is compared letter by letter. */
    private static final int LONGEST_WORD = 32;

    @Override
    public @Nullable String broken(String text, boolean whole, boolean otherContent) {
        if (isJson(text)) {
            return null;
        }
        Words words = new Words();
        Lines lines = new Lines();
        int from = Math.max(0, text.length() - LOOKED_AT);
        boolean fenced = false;
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            if (isFence(text, start, end)) {
                fenced = !fenced;
            } else if (!fenced && end > from) {
                String line = text.substring(Math.max(start, from), end);
                if (isProse(line)) {
                    lines.add(words.add(afterMark(line.strip())));
                }
            }
        }
        return words.loop() || lines.loop() ? "repetition" : null;
    }

    private static boolean isJson(String text) {
        String stripped = text.stripLeading();
        return stripped.startsWith("{") || stripped.startsWith("[");
    }

    private static boolean isFence(String text, int start, int end) {
        int i = start;
        while (i < end && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return text.startsWith("```", i) || text.startsWith("~~~", i);
    }

    private static boolean isProse(String line) {
        return !line.startsWith("    ")
                && !line.startsWith("\t")
                && !line.stripLeading().startsWith("|");
    }

    /** A line without its bullet or list number, which may be all that changes. */
    private static String afterMark(String line) {
        int i = 0;
        while (i < line.length() && Character.isDigit(line.charAt(i))) {
            i++;
        }
        boolean number =
                i > 0 && i < line.length() && (line.charAt(i) == '.' || line.charAt(i) == ')');
        return number ? line.substring(i + 1) : line;
    }

    /** The words of the answer, as their hashes. */
    private static final class Words {
        private long[] hashes = new long[64];
        private int count;
        private long lineHash;
        private int lineLetters;

        /** Adds the words of a line and returns the line. */
        Line add(String line) {
            lineHash = 1;
            lineLetters = 0;
            int start = -1;
            for (int i = 0; i <= line.length(); ) {
                int c = i < line.length() ? line.codePointAt(i) : ' ';
                boolean partOfWord = Character.isLetterOrDigit(c);
                boolean alone = partOfWord && Scripts.isUnspaced(c);
                if (start >= 0 && (!partOfWord || alone)) {
                    word(line, start, i);
                    start = -1;
                }
                if (alone) {
                    push(c);
                } else if (partOfWord && start < 0) {
                    start = i;
                }
                i += Character.charCount(c);
            }
            return new Line(lineHash, lineLetters);
        }

        private void word(String line, int from, int to) {
            if (to - from > LONGEST_WORD) {
                for (int i = from; i < to; i++) {
                    push(Character.toLowerCase(line.charAt(i)));
                }
                return;
            }
            long hash = 17;
            for (int i = from; i < to; i++) {
                hash = hash * 0x9E3779B97F4A7C15L + Character.toLowerCase(line.charAt(i));
            }
            lineLetters += to - from - 1;
            push(hash);
        }

        private void push(long hash) {
            lineHash = lineHash * 0x9E3779B97F4A7C15L + hash;
            lineLetters++;
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * count);
            }
            hashes[count++] = hash;
        }

        boolean loop() {
            for (int unit = 1; unit <= LONGEST_UNIT; unit++) {
                int needed = Math.max(REPEATS * unit, FEWEST_WORDS) - unit;
                int run = 0;
                for (int i = unit; i < count; i++) {
                    run = hashes[i] == hashes[i - unit] ? run + 1 : 0;
                    if (run >= needed) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    /** How often each line of the answer has occurred. */
    private static final class Lines {
        private final Map<Long, Integer> seen = new HashMap<>();
        private int most;
        private long letters;
        private long lettersAgain;

        void add(Line line) {
            if (line.letters() == 0) {
                return;
            }
            int times = seen.merge(line.hash(), 1, Integer::sum);
            most = Math.max(most, times);
            letters += line.letters();
            lettersAgain += times > 1 ? line.letters() : 0;
        }

        boolean loop() {
            return most >= REPEATS
                    && letters >= FEWEST_WORDS * REPEATS
                    && 2 * lettersAgain > letters;
        }
    }

    /**
     * A line.
     *
     * @param letters letters and digits in it
     */
    private record Line(long hash, int letters) {}
}
