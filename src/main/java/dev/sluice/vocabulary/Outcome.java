package dev.sluice.vocabulary;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** How an inference ended. Each inference has exactly one. */
public enum Outcome implements Labelled {
    COMPLETED("completed", Party.UPSTREAM),
    CLIENT_CANCELLED("client_cancelled", Party.CLIENT),
    UPSTREAM_FAILED("upstream_failed", Party.UPSTREAM),
    UPSTREAM_TIMEOUT("upstream_timeout", Party.UPSTREAM),
    REJECTED("rejected", Party.CLIENT),
    SHED("shed", Party.GATEWAY),
    SHUTDOWN("shutdown", Party.GATEWAY),

    /** A mistake in the gateway; see its log. */
    GATEWAY_FAILED("gateway_failed", Party.GATEWAY),

    /** A word of a later version. */
    UNKNOWN("unknown", Party.UNKNOWN);

    public static final Lexicon<Outcome> WORDS = Lexicon.of(Outcome.class, UNKNOWN);

    /** No complete answer was given, although neither the client nor the operator ended it. */
    public static final Set<Outcome> FAILED = Collections.unmodifiableSet(
            EnumSet.of(UPSTREAM_FAILED, UPSTREAM_TIMEOUT, GATEWAY_FAILED));

    /** What experiments count: the answer was complete, or failed on the way. */
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

    /** Who caused this outcome. */
    public Party party() {
        return party;
    }
}
