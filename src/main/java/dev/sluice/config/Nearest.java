package dev.sluice.config;

import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the name somebody probably meant. */
final class Nearest {
    /** Longer names than any known one are cut: a distance beyond that says nothing and costs time. */
    private static final int LONGEST = 128;

    /** So many names can be read in one line. */
    private static final int LISTED = 10;

    private Nearest() {}

    /** The end of a message about an unknown name: the nearest known one, or all that are known. */
    static String hint(String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "; none is declared";
        }
        String nearest = nearest(name, known);
        if (nearest != null) {
            return ", did you mean " + Shown.name(nearest) + "?";
        }
        String more = known.size() > LISTED ? " and " + (known.size() - LISTED) + " more" : "";
        return "; known: " + known.stream().limit(LISTED).map(Shown::name).collect(Collectors.joining(", ")) + more;
    }

    /** The known name with the fewest edits, null where all are too far to be a slip. */
    static @Nullable String nearest(String name, Collection<String> known) {
        String nearest = null;
        int fewest = 1 + Math.max(1, Math.min(name.length(), LONGEST) / 3);
        for (String candidate : known) {
            int edits = edits(cut(name), cut(candidate));
            if (edits < fewest) {
                fewest = edits;
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static String cut(String name) {
        return name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one name into the other. */
    private static int edits(String from, String to) {
        int[] before = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] next = new int[to.length() + 1];
            next[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                next[j] = Math.min(replaced, 1 + Math.min(last[j], next[j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    next[j] = Math.min(next[j], before[j - 2] + 1);
                }
            }
            before = last;
            last = next;
        }
        return last[to.length()];
    }
}
