package dev.sluice.event;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a feature tells of: a bean of it. */
public interface Topic {
    /** The kinds of its events; a stream's mark has a number for each, in this order. */
    List<? extends EventKind> kinds();

    /**
     * Runs statements that only read, on the feature's own way to the database; fails with a {@link
     * dev.sluice.web.ProblemException} in its words.
     */
    <T> Uni<T> read(Function<SqlConnection, Future<T>> statements);

    /**
     * What some subjects are now, by id; one that does not exist, or can't be read, is missing.
     *
     * @param ids bounded by whoever calls
     */
    Future<Map<String, Present>> present(SqlConnection connection, Collection<String> ids);

    /**
     * What a subject is now.
     *
     * @param json as the API gives it
     */
    record Present(String route, String json) {}
}
