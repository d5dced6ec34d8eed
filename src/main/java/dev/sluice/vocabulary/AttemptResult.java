package dev.sluice.vocabulary;

/**
 * How one upstream call ended: by its own answer, by a failure of its upstream, or with the
 * inference that it was made for.
 */
public enum AttemptResult implements Labelled {
    COMPLETED(Outcome.COMPLETED),

    /** Its window was rejected for its confidence. */
    UNSURE(VerdictKind.UNSURE),

    /** Its window was rejected for its pace. */
    SLOW(VerdictKind.SLOW),

    /** Another one beside it was first. */
    LOST("lost"),

    /** Nobody needed it any more. */
    GIVEN_UP("given_up"),

    UNREACHABLE("unreachable"),

    /** With an HTTP status. */
    REFUSED("refused"),

    /** The request can't be served by that upstream, whatever is tried. */
    INVALID("invalid"),

    /** It had no room. */
    BUSY("busy"),

    /** It was not asked. */
    BREAKER_OPEN("breaker_open"),

    TIMED_OUT("timed_out"),

    /** Its answer ended before it was whole. */
    CUT("cut"),

    /** Its answer had an error in it. */
    ERROR_EVENT("error_event"),

    CLIENT_CANCELLED(Outcome.CLIENT_CANCELLED),
    UPSTREAM_FAILED(Outcome.UPSTREAM_FAILED),
    UPSTREAM_TIMEOUT(Outcome.UPSTREAM_TIMEOUT),
    REJECTED(Outcome.REJECTED),
    SHED(Outcome.SHED),
    SHUTDOWN(Outcome.SHUTDOWN),
    GATEWAY_FAILED(Outcome.GATEWAY_FAILED),

    /** One that only a later version knows. */
    UNKNOWN("unknown");

    public static final Lexicon<AttemptResult> WORDS = Lexicon.of(AttemptResult.class, UNKNOWN);

    private final String label;

    AttemptResult(String label) {
        this.label = label;
    }

    AttemptResult(Labelled same) {
        this(same.label());
    }

    /** That of an attempt which was under way when its inference ended so. */
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
