package dev.sluice.database;

import io.netty.handler.codec.CodecException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * Says in a sentence what the database could not do; its {@link Kind} tells programs what that
 * means. The cause is the database's own error.
 */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(DatabaseException.class);

    /** SQLSTATEs for a table, a column, a function and a schema that is not there. */
    private static final Set<String> TABLES_MISSING = Set.of("42P01", "42703", "42883", "3F000");

    private final Kind kind;
    private final String sentence;

    private DatabaseException(Kind kind, String sentence, @Nullable Throwable cause) {
        super(sentence, cause, false, false);
        this.kind = kind;
        this.sentence = sentence;
    }

    /** What the failure means for the caller. */
    public enum Kind {
        /** The database is away, busy or not ready: retrying may succeed. */
        UNAVAILABLE,
        /** The statement exceeded its time limit. */
        TOO_SLOW,
        /** A mistake of ours; the log has the details. */
        FAULT
    }

    public Kind kind() {
        return kind;
    }

    /** What the database could not do and why, as a sentence for people. */
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

    /** Whether a statement failed because the tables are missing, or are of another version. */
    public static boolean lacksTables(@Nullable Throwable cause) {
        return cause instanceof PgException refusal
                && TABLES_MISSING.contains(String.valueOf(refusal.getSqlState()));
    }

    /**
     * Converts what ended a transaction; exceptions thrown by the statements themselves stay as
     * they are.
     */
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
        if (lacksTables(refusal)) {
            return unavailable(
                    lane, "its tables are missing, or those of another version", refusal);
        }
        String state = refusal.getSqlState();
        return switch (state) {
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
     * SQLSTATE classes for connection, resources and operator intervention, and for a conflict with
     * another transaction.
     */
    private static boolean isPassing(String state) {
        return state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("40")
                || state.equals("55P03");
    }
}
