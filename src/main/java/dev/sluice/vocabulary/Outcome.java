package dev.sluice.vocabulary;

/** How an inference ended. Exactly one for each. */
public enum Outcome {
    COMPLETED("completed", Party.UPSTREAM),
    CLIENT_CANCELLED("client_cancelled", Party.CLIENT),
    UPSTREAM_FAILED("upstream_failed", Party.UPSTREAM),
    UPSTREAM_TIMEOUT("upstream_timeout", Party.UPSTREAM),
    REJECTED("rejected", Party.CLIENT),
    SHED("shed", Party.GATEWAY),
    SHUTDOWN("shutdown", Party.GATEWAY),

    /** A mistake of the gateway's own; the log has it. */
    GATEWAY_FAILED("gateway_failed", Party.GATEWAY);

    private final String label;
    private final Party party;

    Outcome(String label, Party party) {
        this.label = label;
        this.party = party;
    }

    /** The value in metrics and records. */
    public String label() {
        return label;
    }

    /** By whose doing it ended so. */
    public Party party() {
        return party;
    }

    /** Who can end an inference. */
    public enum Party {
        CLIENT("client"),
        UPSTREAM("upstream"),
        GATEWAY("gateway");

        private final String label;

        Party(String label) {
            this.label = label;
        }

        /** The value in metrics and records. */
        public String label() {
            return label;
        }
    }
}
