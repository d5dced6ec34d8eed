package dev.sluice.rollout.notice;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What experiments are now, from their rows. */
@ApplicationScoped
class StateTable implements PresentStates {
    private static final String READ = """
            select id, route, state, outcome, reason, winner, retired, version, stage, stage_since, stage_watched_ms,
                created_at, started_at, ended_at, changed_at
            from experiment where id = any($1)""";

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public Future<Map<String, String>> of(SqlConnection connection, Collection<String> ids) {
        return connection
                .preparedQuery(READ)
                .execute(Tuple.tuple().addArrayOfString(ids.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, String> states = new HashMap<>();
                    rows.forEach(row -> states.put(row.getString("id"), json(row)));
                    return states;
                });
    }

    private static String json(Row row) {
        ObjectNode state = JSON.createObjectNode();
        for (String column : new String[] {"id", "route", "state", "outcome", "reason", "winner"}) {
            state.put(column, row.getString(column));
        }
        return state.put("retired", row.getBoolean("retired"))
                .put("version", row.getLong("version"))
                .toString();
    }
}
