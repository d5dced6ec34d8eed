package dev.sluice.config.bind;

import dev.sluice.common.Nearest;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The end of a message about an unknown name. */
final class Hint {
    /** How many names can be read in one line. */
    private static final int LISTED = 10;

    private Hint() {}

    /** Suggests similar names, or lists the known ones if none is similar. */
    static String about(String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "; none is declared";
        }
        List<String> near = Nearest.to(name, known);
        if (!near.isEmpty()) {
            return ", did you mean "
                    + near.stream().map(Shown::name).collect(Collectors.joining(" or ")) + "?";
        }
        String more = known.size() > LISTED ? " and " + (known.size() - LISTED) + " more" : "";
        return "; known: "
                + known.stream().limit(LISTED).map(Shown::name).collect(Collectors.joining(", "))
                + more;
    }
}
