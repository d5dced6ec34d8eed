package dev.sluice.rollout.notice;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.Map;

/** Where it is found what experiments are now. */
interface PresentStates {
    /**
     * Reads some of them.
     *
     * @return the JSON of the API by id; what does not exist is missing
     */
    Future<Map<String, String>> of(SqlConnection connection, Collection<String> ids);
}
