package dev.sluice.experiment;

import java.util.Optional;

/** Where a request stands in one experiment: computed, never stored. */
public sealed interface Assignment {
    /** The variant to serve; empty if the route serves what it would without the experiment. */
    default Optional<Variant> served() {
        return Optional.empty();
    }

    /** Whether the request counts in the experiment's analysis. */
    default boolean isCounted() {
        return false;
    }

    /** The unit belongs to another experiment in the layer, or to none. */
    record NotInLayer() implements Assignment {
        static final NotInLayer INSTANCE = new NotInLayer();
    }

    /** The stage has not reached this unit yet. */
    record Baseline() implements Assignment {
        static final Baseline INSTANCE = new Baseline();
    }

    /**
     * The unit takes part. This is the only assignment that is counted.
     *
     * @param variant may be the control
     * @param treated the treated share of the stage, in basis points: one stage is one stratum of
     *     the analysis
     */
    record Enrolled(Variant variant, int treated) implements Assignment {
        @Override
        public Optional<Variant> served() {
            return Optional.of(variant);
        }

        @Override
        public boolean isCounted() {
            return true;
        }
    }

    /** The unit is a tester, and the experiment names its variant. */
    record Forced(Variant variant) implements Assignment {
        @Override
        public Optional<Variant> served() {
            return Optional.of(variant);
        }
    }

    /** The request has no unit. */
    sealed interface Anonymous extends Assignment {}

    /** Drawn for this one request; the next one may have another. */
    record Drawn(Optional<Variant> served) implements Anonymous {
        static final Drawn NOBODY = new Drawn(Optional.empty());
    }

    /** The experiment takes no requests without a unit. */
    record Refused() implements Anonymous {
        static final Refused INSTANCE = new Refused();
    }
}
