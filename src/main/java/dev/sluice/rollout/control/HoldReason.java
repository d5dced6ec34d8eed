package dev.sluice.rollout.control;

import java.util.Locale;
import java.util.Optional;

/**
 * Why a stage is held.
 *
 * @param words for people, with the figures
 */
record HoldReason(Kind kind, String words) {
    private static final String SEPARATOR = ": ";

    /** What can be wrong, the worst first. All but the last are gone when their figures are. */
    enum Kind {
        /** Units did not go to the variants as planned: no figure means anything. */
        SAMPLE_RATIO,
        /** Units were served another variant than the one they were enrolled with. */
        CONFLICTS,
        /** Nobody has met it for long. */
        NO_TRAFFIC,
        /** Candidate and control are given feedback at rates that are too different. */
        FEEDBACK,
        /** Its time is up and it can't be decided: only a person ends this. */
        UNDECIDED;

        /** What a reason of this kind begins with. */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** As the state keeps it. */
    String text() {
        return kind.label() + SEPARATOR + words;
    }

    /** The kind of a reason that a state has kept; empty when it is none of these. */
    static Optional<Kind> kindOf(String text) {
        for (Kind kind : Kind.values()) {
            if (text.startsWith(kind.label() + SEPARATOR)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
