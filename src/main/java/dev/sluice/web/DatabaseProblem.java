package dev.sluice.web;

import dev.sluice.database.DatabaseException;

import java.time.Duration;

/** Turns a failure of the database into an answer of the administration API. */
public final class DatabaseProblem {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private DatabaseProblem() {}

    public static ProblemException of(DatabaseException failure) {
        return switch (failure.kind()) {
            case UNAVAILABLE -> later("database_unavailable", failure);
            case TOO_SLOW -> later("too_slow", failure);
            case FAULT ->
                new ProblemException(Problem.of(500, "internal_error", failure.sentence()));
        };
    }

    private static ProblemException later(String code, DatabaseException failure) {
        return new ProblemException(Problem.of(503, code, failure.sentence()), RETRY_AFTER);
    }
}
