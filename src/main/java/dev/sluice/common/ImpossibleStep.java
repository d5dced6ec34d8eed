package dev.sluice.common;

import org.jboss.logging.Logger;

/**
 * What becomes of a step that the state of something does not have: with assertions, as in tests,
 * it is an error; without them it is logged and not taken, since an answer that is under way is
 * worth more than the order of our books.
 */
public final class ImpossibleStep {
    private static final Logger LOG = Logger.getLogger(ImpossibleStep.class);

    private ImpossibleStep() {}

    /** Gives the state, which stays. */
    public static <S> S of(S state, String step) {
        String said = "'" + step + "' is no step of the state " + state;
        assert false : said;
        LOG.error(said);
        return state;
    }
}
