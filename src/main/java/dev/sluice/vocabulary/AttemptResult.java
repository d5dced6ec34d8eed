package dev.sluice.vocabulary;

/**
 * How one upstream call ended: with its answer, with a failure of its upstream, or because its
 * inference ended.
 */
public enum AttemptResult implements Labelled {
    COMPLETED(Outcome.COMPLETED),

    /** Its window was rejected: confidence too low. */
    UNSURE(VerdictKind.UNSURE),

    /** Its window was rejected: too slow. */
    SLOW(VerdictKind.SLOW),

    /** Another attempt beside it committed first. */
    LOST("lost"),

    /** It was no longer needed. */
    GIVEN_UP("given_up"),

    UNREACHABLE("unreachable"),

    /** It answered with an HTTP error status. */
    REFUSED("refused"),

    /** That upstream can't serve the request, whatever is retried. */
    INVALID("invalid"),

    /** It had no capacity left. */
    BUSY("busy"),

    /** It was not called. */
    BREAKER_OPEN("breaker_open"),

    TIMED_OUT("timed_out"),

    /** Its answer broke off before its end. */
    CUT("cut"),

    /** Its answer contained an error. */
    ERROR_EVENT("error_event"),

    CLIENT_CANCELLED(Outcome.CLIENT_CANCELLED),
    UPSTREAM_FAILED(Outcome.UPSTREAM_FAILED),
    UPSTREAM_TIMEOUT(Outcome.UPSTREAM_TIMEOUT),
    REJECTED(Outcome.REJECTED),
    SHED(Outcome.SHED),
    SHUTDOWN(Outcome.SHUTDOWN),
    GATEWAY_FAILED(Outcome.GATEWAY_FAILED),

    /** A word of a later version. */
    UNKNOWN("unknown");

    public static final Lexicon<AttemptResult> WORDS = Lexicon.of(AttemptResult.class, UNKNOWN);

    private final String label;

    AttemptResult(String label) {
        this.label = label;
    }

    AttemptResult(Labelled same) {
        this(same.label());
    }

    /** The result of an attempt that was open when its inference ended so. */
    public static AttemptResult of(Outcome outcome) {
        return switch (outcome) {
            case COMPLETED -> COMPLETED;
            case CLIENT_CANCELLED -> CLIENT_CANCELLED;
            case UPSTREAM_FAILED -> UPSTREAM_FAILED;
            case UPSTREAM_TIMEOUT -> UPSTREAM_TIMEOUT;
            case REJECTED -> REJECTED;
            case SHED -> SHED;
            case SHUTDOWN -> SHUTDOWN;
            case GATEWAY_FAILED -> GATEWAY_FAILED;
            case UNKNOWN -> UNKNOWN;
        };
    }

    @Override
    public String label() {
        return label;
    }
}
