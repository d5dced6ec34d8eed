package dev.sluice.common;

import org.jboss.logging.Logger;

/**
 * Handles a step that the current state does not allow. With assertions enabled, as in tests, it is
 * an error; otherwise it is logged and ignored, since an answer in progress matters more than
 * consistent bookkeeping.
 */
public final class ImpossibleStep {
    private static final Logger LOG = Logger.getLogger(ImpossibleStep.class);

    private ImpossibleStep() {}

    /** Returns the state, unchanged. */
    public static <S> S of(S state, String step) {
        String said = "'" + step + "' is not possible in the state " + state;
        assert false : said;
        LOG.error(said);
        return state;
    }
}
