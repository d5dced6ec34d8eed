package dev.sluice.experiment;

import java.util.Optional;

/** On which side of one experiment a request is: computed, never stored. */
public sealed interface Assignment {
    /**
     * The variant that is to be served; nothing where that is what the route serves without the
     * experiment.
     */
    default Optional<Variant> served() {
        return Optional.empty();
    }

    /** Whether the experiment is analysed on it. */
    default boolean isCounted() {
        return false;
    }

    /** The unit is another experiment's, or nobody's. */
    record NotInLayer() implements Assignment {
        static final NotInLayer INSTANCE = new NotInLayer();
    }

    /** The stage has not come to this unit yet. */
    record Baseline() implements Assignment {
        static final Baseline INSTANCE = new Baseline();
    }

    /**
     * The unit takes part; the only one that is counted.
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

    /** The unit is a tester's, whose variant the experiment names. */
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
