package dev.sluice.record.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.record.InferenceRow;
import dev.sluice.testing.TestDatabase;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * How the database finds what a filter asks for: by the rows that it looks at, which no other load
 * of the machine changes. {@code -Dsluice.test.rows=1000000} for as many records.
 */
class InferencePlansTest {
    private static final int ROWS = Integer.getInteger("sluice.test.rows", 100_000);
    private static final int DAYS = 5;

    private static final Vertx VERTX = Vertx.vertx();
    private static Pool pool;

    @BeforeAll
    static void generate() throws SQLException {
        String url = TestDatabase.migrate(TestDatabase.empty("reads_filters"));
        try (Connection connection = TestDatabase.connect(url);
                Statement statement = connection.createStatement()) {
            for (int day = 0; day < DAYS; day++) {
                InferenceRow.at(Instant.parse("2026-11-20T12:00:00Z").plus(Duration.ofDays(day)))
                        .insert(connection);
            }
            statement.execute("create table one as select * from inference");
            statement.execute("""
                    insert into inference select (left(id::text, 24) || lpad(to_hex(n), 12, '0'))::uuid, started_at,
                        operation,
                        case when n %% 1000 = 1 then 'rare' else route end, requested_model, served_model,
                        case when n %% 1000 = 2 then 'rare' else model end, streaming, key_name, unit,
                        case when n %% 1000 = 3 then 'shed' else outcome end,
                        party, status, error_code, rung, bytes_in, bytes_out, first_token_us, mean_gap_us,
                        worst_gap_us, duration_us, overhead_us, prompt_tokens, cached_tokens, completion_tokens,
                        tokens_reported, cost,
                        case when n %% 3 > 0 then (n::bigint * 7919 %% 10007) / 10007.0 end, null, null,
                        case when n %% 3 > 0 then case when n %% 1000 = 4 then 'slow' else 'accepted' end end
                    from one, generate_series(1, %d) n""".formatted(ROWS / DAYS));
            statement.execute("drop table one");
            statement.execute("analyze");
        }
        pool = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(url))
                .using(VERTX)
                .build();
    }

    @AfterAll
    static void close() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "route=rare, route_id_idx",
        "model=rare, model_id_idx",
        "outcome=shed, outcome_id_idx",
        "verdict=slow, verdict_id_idx",
        "max_confidence=0.0005, confidence_idx",
        "min_confidence=0.9995, confidence_idx",
    })
    void findsWhatIsRareByItsIndex(String filter, String index) throws Exception {
        JsonObject plan = plan(filter, "limit=50");

        assertThat(indexes(plan)).isNotEmpty().allMatch(name -> name.endsWith(index));
        assertThat(looked(plan)).isLessThan(ROWS / 100.0);
    }

    @ParameterizedTest
    @CsvSource({
        "route=slang",
        "model=tuned",
        "outcome=completed",
        "verdict=accepted",
        "max_confidence=0.5",
        "min_confidence=0.5",
    })
    void findsWhatIsCommonAmongTheNewest(String filter) throws Exception {
        JsonObject plan = plan(filter, "limit=50");

        assertThat(looked(plan)).isLessThan(1000);
    }

    @ParameterizedTest
    @CsvSource({"model=rare, verdict=accepted", "outcome=shed, min_confidence=0.5"})
    void findsWhatIsRareAmongTheCommon(String rare, String common) throws Exception {
        assertThat(looked(plan(rare, common, "limit=50"))).isLessThan(ROWS / 100.0);
    }

    private static JsonObject plan(String... query) throws Exception {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String parameter : query) {
            String[] parts = parameter.split("=", 2);
            parameters.put(parts[0], List.of(parts[1]));
        }
        InferenceFilter filter = InferenceFilter.of(parameters);
        JsonArray plan = pool.preparedQuery("explain (analyze, format json) " + filter.sql())
                .execute(filter.parameters())
                .map(rows -> (JsonArray) rows.iterator().next().getJson(0))
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        return plan.getJsonObject(0).getJsonObject("Plan");
    }

    /** How many rows the scans of the table looked at, those that they left out included. */
    private static double looked(JsonObject node) {
        double rows = 0;
        if (node.getString("Relation Name", "").startsWith("inference_2")) {
            double each =
                    node.getDouble("Actual Rows") + node.getDouble("Rows Removed by Filter", 0.0);
            rows = each * node.getDouble("Actual Loops");
        }
        for (Object child : node.getJsonArray("Plans", new JsonArray())) {
            rows += looked((JsonObject) child);
        }
        return rows;
    }

    private static Set<String> indexes(JsonObject node) {
        Set<String> found = new TreeSet<>();
        if (node.getString("Index Name", "").startsWith("inference_2")) {
            found.add(node.getString("Index Name"));
        }
        for (Object child : node.getJsonArray("Plans", new JsonArray())) {
            found.addAll(indexes((JsonObject) child));
        }
        return found;
    }
}
