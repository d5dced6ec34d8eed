package dev.sluice.event;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a feature publishes events about; implemented by a bean of the feature. */
public interface Topic {
    /** The kinds of its events; a stream's mark has one number for each, in this order. */
    List<? extends EventKind> kinds();

    /**
     * Runs read-only statements on the feature's database lane; fails with a {@link
     * dev.sluice.web.ProblemException} in the feature's words.
     */
    <T> Uni<T> read(Function<SqlConnection, Future<T>> statements);

    /**
     * The current state of subjects, by id; a subject that does not exist or can't be read is
     * missing.
     *
     * @param ids the caller limits their number
     */
    Future<Map<String, Present>> present(SqlConnection connection, Collection<String> ids);

    /**
     * The current state of a subject.
     *
     * @param json state as in the API
     */
    record Present(String route, String json) {}
}
