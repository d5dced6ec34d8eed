package dev.sluice.rollout.api;

import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.rollout.Rollout;
import dev.sluice.web.ProblemException;

import java.util.List;

/**
 * What must hold between experiments that are live at the same time, so that a request takes part
 * in at most one.
 */
final class StartRules {
    private StartRules() {}

    /**
     * Checks that one can start beside those that are live.
     *
     * @param live may contain the one that starts
     * @throws ProblemException naming the one that is in the way, and what to do
     */
    static void check(Definition starting, List<Rollout> live) {
        for (Rollout other : live) {
            Definition present = other.definition();
            if (present.id().equals(starting.id())) {
                continue;
            }
            if (present.route().equals(starting.route())) {
                checkRoute(starting, other);
            }
            checkLayer(starting, present);
        }
    }

    private static void checkRoute(Definition starting, Rollout other) {
        Definition present = other.definition();
        String who = "experiment " + other.id() + " is " + other.state().label() + " on route "
                + starting.route();
        if (starting.rollout() != null && present.rollout() != null) {
            throw busy(who + ", and a route has one rollout at a time; end that one first");
        }
        LayerRange mine = starting.layer();
        LayerRange theirs = present.layer();
        if (mine == null || theirs == null || !mine.salt().equals(theirs.salt())) {
            throw busy(who + "; end it first, or give both a range of their own in one layer");
        }
    }

    /** Ranges of one layer must not share a bucket, even on different routes. */
    private static void checkLayer(Definition starting, Definition present) {
        LayerRange mine = starting.layer();
        LayerRange theirs = present.layer();
        if (mine != null && theirs != null && mine.overlaps(theirs)) {
            throw Problems.of(
                    409,
                    "layer_taken",
                    "layer " + mine.salt() + " is taken from " + theirs.from() + " to "
                            + theirs.to()
                            + " by experiment " + present.id() + ", and this one asks for "
                            + mine.from() + " to "
                            + mine.to() + "; take a range beside it, or end that one first");
        }
    }

    private static ProblemException busy(String detail) {
        return Problems.of(409, "route_busy", detail);
    }
}
