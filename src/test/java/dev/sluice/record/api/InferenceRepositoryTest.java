package dev.sluice.record.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.database.DatabaseException;
import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;
import dev.sluice.record.InferenceRow;
import dev.sluice.testing.TestDatabase;
import dev.sluice.web.DatabaseProblem;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Reads of a database that is well, and of some that are not. */
class InferenceRepositoryTest {
    private static final Duration FOREVER_NEARLY = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aDatabaseThatRefusesConnectionsIs503() {
        assertThat(problemOf("postgresql://a:b@127.0.0.1:1/c").code())
                .isEqualTo("database_unavailable");
    }

    @Test
    void aDatabaseThatNeverAnswersIs503InBoundedTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Problem problem =
                    problemOf("postgresql://a:b@127.0.0.1:" + silent.getLocalPort() + "/c");

            assertThat(problem.code()).isEqualTo("database_unavailable");
            assertThat(problem.detail()).contains("did not answer in time");
        }
    }

    @Test
    void tablesThatAreNotMadeYetAre503() {
        assertThat(problemOf(TestDatabase.empty("reads_bare")).detail())
                .contains("its tables are missing");
    }

    @Test
    void tablesOfAnOlderVersionAre503() throws Exception {
        String url = TestDatabase.empty("reads_old");
        try (Connection connection = TestDatabase.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(
                    Path.of("src/main/resources/db/migration/V1__inferences.sql")));
        }

        assertThat(problemOf(url).detail()).contains("or those of another version");
    }

    @Test
    void refusesWhatWouldWaitBehindTooMany() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            InferenceRepository repository =
                    repository(pool("postgresql://a:b@127.0.0.1:" + silent.getLocalPort() + "/c"));
            List<String> details = new ArrayList<>();
            IntStream.range(0, 8 + 64 + 3)
                    .mapToObj(i -> repository
                            .find(UUID.randomUUID(), true)
                            .onFailure()
                            .recoverWithUni(failure -> {
                                details.add(failure.getMessage());
                                return Uni.createFrom().nothing();
                            }))
                    .forEach(read -> read.subscribe().with(found -> details.add("found")));

            assertThat(details).hasSize(3).allMatch(detail -> detail.contains("too many reads"));
        }
    }

    @Test
    void readsPagesBackwardsAlongThePrimaryKeyOfThePartitionsAskedFor() throws Exception {
        String url = TestDatabase.migrate(TestDatabase.empty("reads_plan"));
        try (Connection connection = TestDatabase.connect(url);
                Statement statement = connection.createStatement()) {
            // Enough rows in each of five days for the planner to mind.
            for (int day = 0; day < 5; day++) {
                InferenceRow.at(Instant.parse("2026-11-20T12:00:00Z").plus(Duration.ofDays(day)))
                        .insert(connection);
            }
            statement.execute("""
                    insert into inference select (left(id::text, 24) || lpad(to_hex(n), 12, '0'))::uuid, started_at,
                        operation, route, requested_model, served_model, model, streaming, key_name, unit, outcome,
                        party, status, error_code, rung, bytes_in, bytes_out, first_token_us, mean_gap_us,
                        worst_gap_us, duration_us, overhead_us, prompt_tokens, cached_tokens, completion_tokens,
                        tokens_reported, cost
                    from inference, generate_series(1, 5000) n""");
            statement.execute("analyze");
        }

        JsonObject plan = plan(url, "since=2026-11-21", "until=2026-11-23", "outcome=completed");

        assertThat(all(plan, "Relation Name", "inference_"))
                .containsExactly("inference_20261121", "inference_20261122");
        assertThat(all(plan, "Index Name", "inference_2"))
                .containsExactly("inference_20261121_pkey", "inference_20261122_pkey");
        assertThat(all(plan, "Scan Direction", "")).contains("Backward");
        assertThat(all(plan, "Node Type", ""))
                .doesNotContain("Sort", "Seq Scan", "Bitmap Heap Scan");
        JsonObject first = plan(url, "limit=1");
        assertThat(all(first, "Index Name", "inference_20261124"))
                .containsExactly("inference_20261124_pkey");
        assertThat(all(first, "Node Type", ""))
                .doesNotContain("Sort", "Seq Scan", "Bitmap Heap Scan");
    }

    private JsonObject plan(String url, String... query) {
        InferenceFilter filter = InferenceFilter.of(parameters(query));
        JsonArray plan = new Lanes(vertx, pool(url))
                .run(
                        Lane.RECORDS,
                        connection -> connection
                                .preparedQuery("explain (format json) " + filter.sql())
                                .execute(filter.parameters())
                                .map(rows -> (JsonArray) rows.iterator().next().getJson(0)))
                .await()
                .atMost(FOREVER_NEARLY);
        return plan.getJsonObject(0).getJsonObject("Plan");
    }

    /** Every value of that name in a plan of the scans outside of the text's subplan, in order. */
    private static List<String> all(JsonObject node, String name, String prefix) {
        TreeSet<String> found = new TreeSet<>();
        if (node.getString("Relation Name", "").startsWith("inference_text")) {
            return List.of();
        }
        if (node.getString(name, "-").startsWith(prefix) && node.containsKey(name)) {
            found.add(node.getString(name));
        }
        for (Object child : node.getJsonArray("Plans", new JsonArray())) {
            if (!"SubPlan".equals(((JsonObject) child).getString("Parent Relationship"))) {
                found.addAll(all((JsonObject) child, name, prefix));
            }
        }
        return List.copyOf(found);
    }

    private Problem problemOf(String url) {
        InferenceRepository repository = repository(pool(url));
        InferenceFilter filter = InferenceFilter.of(Map.of());
        ProblemException[] problem = new ProblemException[1];
        assertThatThrownBy(() -> repository.list(filter).await().atMost(FOREVER_NEARLY))
                .isInstanceOfSatisfying(
                        DatabaseException.class, thrown -> problem[0] = DatabaseProblem.of(thrown));
        assertThat(problem[0].problem().status()).isEqualTo(503);
        assertThat(problem[0].retryAfter()).isNotNull();
        return problem[0].problem();
    }

    private InferenceRepository repository(Pool pool) {
        return new InferenceRepository(new Lanes(vertx, pool));
    }

    private Pool pool(String url) {
        return PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(url))
                .using(vertx)
                .build();
    }

    private static Map<String, List<String>> parameters(String... query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String parameter : query) {
            int equals = parameter.indexOf('=');
            parameters.put(
                    parameter.substring(0, equals), List.of(parameter.substring(equals + 1)));
        }
        return parameters;
    }
}
