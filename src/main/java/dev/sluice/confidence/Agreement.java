package dev.sluice.confidence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How far samples agree with an answer: the mean F1 over their common words, measured as SQuAD's
 * evaluation measures an answer against a reference (Rajpurkar et al. 2016, arXiv 1606.05250).
 * Case, punctuation and English articles do not count; a repeated word counts as often as both
 * texts have it. In a script without spaces each character is a word, as in the evaluation of MLQA
 * (Lewis et al. 2020, arXiv 1910.07475). Linear in the length of the texts.
 */
public final class Agreement {
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");

    private Agreement() {}

    /**
     * The mean F1 of an answer against each sample.
     *
     * @return from 0 (no word in common) to 1 (the same words); {@link Double#NaN} without samples
     */
    public static double of(String answer, List<String> samples) {
        Map<String, Integer> words = counted(words(answer));
        double sum = 0;
        for (String sample : samples) {
            sum += f1(words, counted(words(sample)));
        }
        return sum / samples.size();
    }

    private static double f1(Map<String, Integer> one, Map<String, Integer> other) {
        int sizeOne = size(one);
        int sizeOther = size(other);
        if (sizeOne == 0 || sizeOther == 0) {
            return sizeOne == sizeOther ? 1 : 0;
        }
        int common = 0;
        for (Map.Entry<String, Integer> word : one.entrySet()) {
            common += Math.min(word.getValue(), other.getOrDefault(word.getKey(), 0));
        }
        return 2.0
                * common
                / (sizeOne + sizeOther); // 2PR / (P + R) with P = common / one, R = common / other
    }

    private static int size(Map<String, Integer> words) {
        return words.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Map<String, Integer> counted(List<String> words) {
        Map<String, Integer> counts = new HashMap<>();
        for (String word : words) {
            if (!ARTICLES.contains(word)) {
                counts.merge(word, 1, Integer::sum);
            }
        }
        return counts;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        text.toLowerCase(Locale.ROOT).codePoints().forEach(c -> {
            if (Scripts.isUnspaced(c)) {
                end(word, words);
                words.add(Character.toString(c));
            } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                end(word, words);
            } else if (!isPunctuation(c)) {
                word.appendCodePoint(c);
            }
        });
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /**
     * What SQuAD's script removes (Python's {@code string.punctuation}) and the punctuation of
     * other scripts.
     */
    private static boolean isPunctuation(int c) {
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> "$+<=>^`|~".indexOf(c) >= 0;
        };
    }
}
