package dev.sluice.rollout;

import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import java.util.regex.Pattern;

/** Checks ids of experiments in requests, where they may be any text. */
public final class ExperimentIds {
    private static final int LONGEST = 64;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1," + LONGEST + "}");

    private ExperimentIds() {}

    /**
     * Returns the id if it is well-formed.
     *
     * @throws ProblemException {@link #unknown} if it is not, so that the database need not be
     *     asked
     */
    public static String checked(String id) {
        if (!ID.matcher(id).matches()) {
            throw unknown(id);
        }
        return id;
    }

    /** The answer when no experiment has this id. */
    public static ProblemException unknown(String id) {
        String shown = id.length() > LONGEST ? id.substring(0, LONGEST) + "..." : id;
        return new ProblemException(
                Problem.of(404, "experiment_not_found", "there is no experiment '" + shown + "'"));
    }
}
