package dev.sluice.dialect;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which additions an upstream's refusal may be about, as far as its words tell. The client may have
 * sent those fields itself.
 *
 * @param doubtful whether it is about them only if the model is not known to take them: it names no
 *     field, or may just repeat the request
 */
public record Blame(boolean doubtful, Set<Addition> named) {
    /** Of a refusal that has nothing to do with additions. */
    public static final Blame NONE = new Blame(false, Addition.NONE);

    /** Of a request, in words that name no field. */
    public static final Blame REQUEST = new Blame(true, EnumSet.allOf(Addition.class));

    /**
     * What to leave out when the upstream is asked again; empty if the refusal is the client's own.
     *
     * @param sent what was added to the refused request
     * @param taken what the model is known to take
     */
    public Set<Addition> leftOut(Set<Addition> sent, Set<Addition> taken) {
        Set<Addition> blamed = EnumSet.noneOf(Addition.class);
        blamed.addAll(sent);
        blamed.retainAll(named);
        if (doubtful) {
            blamed.removeAll(taken);
        }
        return blamed;
    }
}
