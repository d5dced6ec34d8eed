package dev.sluice.upstream.local.request;

import java.util.List;
import java.util.Set;

/**
 * The tokens of a model, as far as requests need to know them. Immutable.
 *
 * @param controls the texts of its control tokens, to be removed from what clients write
 * @param controlIds the ids of its control tokens
 * @param size how many tokens there are: ids are below it
 */
public record Vocabulary(ControlTexts controls, Set<Integer> controlIds, long size) {
    /** Of a model that is not known yet. */
    public static final Vocabulary UNKNOWN =
            new Vocabulary(new ControlTexts(List.of()), Set.of(), Integer.MAX_VALUE);

    public Vocabulary {
        controlIds = Set.copyOf(controlIds);
    }
}
