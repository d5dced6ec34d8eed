package dev.sluice.common;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that a person most likely meant. */
public final class Nearest {
    /** A longer text is not a misspelt name, and measuring it would only take time. */
    private static final int LONGEST = 128;

    private Nearest() {}

    /** At most three names similar to what was written, the most similar first. */
    public static List<String> to(String written, Collection<String> names) {
        if (written.length() > LONGEST) {
            return List.of();
        }
        String wanted = written.toLowerCase(Locale.ROOT);
        int furthest = Math.max(2, wanted.length() / 2);
        record Candidate(String name, int distance) {}
        return names.stream()
                .filter(name -> name.length() <= LONGEST)
                .map(name -> new Candidate(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
                .filter(candidate -> candidate.distance <= furthest)
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(3)
                .map(Candidate::name)
                .toList();
    }

    /**
     * Suggests what was meant, as the end of a sentence.
     *
     * @param otherwise the end of the sentence when no name is similar
     */
    public static String hint(String written, Collection<String> names, String otherwise) {
        List<String> near = to(written, names);
        return near.isEmpty() ? otherwise : ", did you mean " + String.join(" or ", near) + "?";
    }

    /** Levenshtein distance, but a name that contains the other counts as near. */
    private static int distance(String a, String b) {
        if (a.length() > 2 && (b.contains(a) || (a.contains(b) && b.length() > 2))) {
            return 1;
        }
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
