package dev.sluice.database;

import io.netty.handler.codec.CodecException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the database did not do, as a sentence for people, with {@link Kind what that means} for
 * programs. The cause is the database's own.
 */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(DatabaseException.class);

    private final Kind kind;
    private final String sentence;

    private DatabaseException(Kind kind, String sentence, @Nullable Throwable cause) {
        super(sentence, cause, false, false);
        this.kind = kind;
        this.sentence = sentence;
    }

    /** What it means for whoever asked. */
    public enum Kind {
        /** It is away, busy or not ready: the same may go well in a moment. */
        UNAVAILABLE,
        /** The statement took more than its time. */
        TOO_SLOW,
        /** A fault of ours; the log says which. */
        FAULT
    }

    public Kind kind() {
        return kind;
    }

    /** For people: what it did not do, and why. */
    public String sentence() {
        return sentence;
    }

    static DatabaseException unavailable(Lane lane, String why) {
        return unavailable(lane, why, null);
    }

    private static DatabaseException unavailable(Lane lane, String why, @Nullable Throwable cause) {
        return new DatabaseException(
                Kind.UNAVAILABLE, "the database can't " + lane.deed() + ": " + why, cause);
    }

    /** Of what ended a transaction; what the statements have thrown themselves stays as it is. */
    static Throwable of(Lane lane, Throwable cause) {
        if (cause instanceof PgException refusal) {
            return of(lane, refusal);
        }
        if (cause instanceof RuntimeException
                && !(cause instanceof VertxException)
                && !(cause instanceof CodecException)) {
            return cause;
        }
        LOG.debugf(cause, "a %s has failed", lane.transaction());
        return unavailable(lane, "it can't be reached", cause);
    }

    private static DatabaseException of(Lane lane, PgException refusal) {
        LOG.debugf(refusal, "a %s has failed", lane.transaction());
        String state = refusal.getSqlState();
        return switch (state) {
            case "42P01", "42703", "42883" ->
                unavailable(
                        lane, "its tables are not made yet, or not those of this version", refusal);
            case "57014" ->
                new DatabaseException(
                        Kind.TOO_SLOW,
                        "the " + lane.transaction() + " took too long; "
                                + (lane.reads()
                                        ? "narrow it with since and until, or try again"
                                        : "try again"),
                        refusal);
            case null -> unavailable(lane, "it can't be used", refusal);
            default -> {
                if (isPassing(state)) {
                    yield unavailable(lane, "it can't be used now", refusal);
                }
                LOG.errorf(refusal, "a %s has failed", lane.transaction());
                yield new DatabaseException(
                        Kind.FAULT,
                        "the database can't " + lane.deed() + "; the gateway's log says why",
                        refusal);
            }
        };
    }

    /**
     * Classes of SQL states: connection, resources, operator's intervention; and a conflict with
     * somebody else.
     */
    private static boolean isPassing(String state) {
        return state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("40")
                || state.equals("55P03");
    }
}
