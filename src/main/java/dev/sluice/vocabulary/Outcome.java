package dev.sluice.vocabulary;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** How an inference ended. Exactly one for each. */
public enum Outcome implements Labelled {
    COMPLETED("completed", Party.UPSTREAM),
    CLIENT_CANCELLED("client_cancelled", Party.CLIENT),
    UPSTREAM_FAILED("upstream_failed", Party.UPSTREAM),
    UPSTREAM_TIMEOUT("upstream_timeout", Party.UPSTREAM),
    REJECTED("rejected", Party.CLIENT),
    SHED("shed", Party.GATEWAY),
    SHUTDOWN("shutdown", Party.GATEWAY),

    /** A mistake of the gateway's own; the log has it. */
    GATEWAY_FAILED("gateway_failed", Party.GATEWAY),

    /** One that only a later version knows. */
    UNKNOWN("unknown", Party.UNKNOWN);

    public static final Lexicon<Outcome> WORDS = Lexicon.of(Outcome.class, UNKNOWN);

    /** No whole answer came, and neither the client nor the operator wanted it so. */
    public static final Set<Outcome> FAILED = Collections.unmodifiableSet(
            EnumSet.of(UPSTREAM_FAILED, UPSTREAM_TIMEOUT, GATEWAY_FAILED));

    /** What an experiment counts: the answer came to its end, or failed on the way. */
    public static final Set<Outcome> ENDED = Collections.unmodifiableSet(
            EnumSet.of(COMPLETED, UPSTREAM_FAILED, UPSTREAM_TIMEOUT, GATEWAY_FAILED));

    private final String label;
    private final Party party;

    Outcome(String label, Party party) {
        this.label = label;
        this.party = party;
    }

    @Override
    public String label() {
        return label;
    }

    /** By whose doing it ended so. */
    public Party party() {
        return party;
    }
}
