package dev.sluice.rollout.api;

import dev.sluice.common.Nearest;
import dev.sluice.config.SluiceConfig;
import dev.sluice.rollout.Rollout;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** What can be wrong with a request about experiments. */
final class Problems {
    private static final Pattern ROUTE = Pattern.compile(SluiceConfig.NAME);

    private Problems() {}

    /** Returns the route's name if it is well-formed. */
    static String checkedRoute(String route) {
        if (!ROUTE.matcher(route).matches()) {
            throw field("route", route, "the name of a route");
        }
        return route;
    }

    static ProblemException unknownRoute(String route, Collection<String> known) {
        return of(
                404,
                "route_not_found",
                "sluice.yaml has no route " + route + Nearest.hint(route, known, ""));
    }

    static ProblemException exists(String id) {
        return of(
                409,
                "experiment_exists",
                "there is an experiment " + id
                        + " already; take another id, or PUT while it is pending");
    }

    static ProblemException conflict(Rollout present, long seen) {
        return of(
                409,
                "version_conflict",
                "experiment " + present.id() + " is of version " + present.version() + ", not "
                        + seen
                        + ": somebody has changed it; look at it and send the version that you "
                        + "have seen");
    }

    /** For the second of two changes made at the same time. */
    static ProblemException overtaken(Rollout seen) {
        return of(
                409,
                "version_conflict",
                "experiment " + seen.id() + " is not of version " + seen.version()
                        + " any more: somebody has changed it at the same time; look at it and "
                        + "try again");
    }

    /**
     * A command that does not fit.
     *
     * @param wouldDo completes "... is STATE; "
     */
    static ProblemException wrongState(Rollout present, String wouldDo) {
        return of(
                409,
                "wrong_state",
                "experiment " + present.id() + " is " + present.state().label() + "; " + wouldDo);
    }

    static ProblemException field(String field, String value, String expected) {
        return new ProblemException(
                Problem.badParameters(List.of(new Problem.Field(field, value, expected))));
    }

    static boolean isConflict(Throwable failure) {
        return failure instanceof ProblemException known
                && known.problem().code().equals("version_conflict");
    }

    static ProblemException of(int status, String code, String detail) {
        return new ProblemException(Problem.of(status, code, detail));
    }
}
