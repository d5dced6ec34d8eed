package dev.sluice.record.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Ids;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.TestDatabase;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code /api/inferences} over real sockets and on the real database; each test has a route of its
 * own.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class InferencesTest extends InferencesKit {
    /** As many as the pool has by default. */
    private static final int POOL_SIZE = 20;

    @Inject
    Pool pool;

    @Test
    void tellsEverythingThatIsWrongWithAQuery() {
        HttpAnswer answer = get(PATH + "?rout=x&status=many&limit=10");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        JsonObject problem = answer.json();
        assertThat(problem.getString("type")).isEqualTo("about:blank");
        assertThat(problem.getString("title")).isEqualTo("Bad Request");
        assertThat(problem.getInteger("status")).isEqualTo(400);
        assertThat(problem.getString("code")).isEqualTo("invalid_parameter");
        assertThat(problem.getJsonArray("errors").stream()
                        .map(error -> ((JsonObject) error).getString("field"))
                        .toList())
                .containsExactlyInAnyOrder("rout", "status");
        assertThat(answer.body()).contains("did you mean route?", "an HTTP status such as 429");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/inferences/1-1-1-1-1, GET, 400, invalid_parameter",
        "/api/inferences/x/stream, GET, 400, invalid_parameter",
        "/api/inferences/00000000-0000-7000-8000-000000000000, GET, 404, inference_not_found",
        "/api/inferences/00000000-0000-7000-8000-000000000000/stream, GET, 404, "
                + "inference_not_found",
        "/api/inferences/00000000-0000-7000-8000-000000000000/request, GET, 404, "
                + "inference_not_found",
        "/api/inferences, DELETE, 405, method_not_allowed",
    })
    void refusesWithAProblem(String path, String method, int status, String code) {
        try (RawClient client =
                Gateway.connect().request(method, path, "", Gateway.AUTHORIZATION)) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("content-type")).startsWith("application/problem+json");
            assertThat(answer.json().getString("code")).isEqualTo(code);
        }
    }

    @Test
    void saysThatARecordWouldHaveBeenDropped() {
        assertThat(get(PATH + "/00000000-0000-7000-8000-000000000000").body())
                .contains("records are kept for 90d (records.keep)");
        assertThat(get(PATH + "/" + Ids.next(Clock.systemUTC())).body())
                .doesNotContain("records.keep");
    }

    @Test
    void needsAKey() {
        for (String path : List.of(
                "", "/" + UUID.randomUUID(), "/" + UUID.randomUUID() + "/stream", "/x/request")) {
            try (RawClient client = Gateway.connect().get(PATH + path)) {
                assertThat(client.answer().status()).isEqualTo(401);
                assertThat(client.answer().header("content-type"))
                        .startsWith("application/problem+json");
                assertThat(client.answer().json().getString("code")).isEqualTo("invalid_api_key");
            }
        }
    }

    @Test
    void aTableThatIsLockedIs503() throws SQLException {
        connection.setAutoCommit(false);
        lock();

        HttpAnswer answer = get(PATH);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("2");
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        connection.rollback();
        assertThat(get(PATH + "?limit=1").status()).isEqualTo(200);
    }

    @Test
    void invariant13_clientDisconnectsLeakNoDatabaseConnection() throws Exception {
        UUID id = row(now).insert(connection);
        connection.setAutoCommit(false);
        lock();
        for (int i = 0; i < 60; i++) {
            RawClient client = Gateway.connect()
                    .get(
                            i % 2 == 0 ? PATH + "?route=" + route : PATH + "/" + id,
                            Gateway.AUTHORIZATION);
            if (i == 0) {
                Eventually.equals(InferencesTest::readsAtTheDatabase, true);
            }
            client.reset();
        }
        connection.rollback();

        // Every connection of the pool can be had at the same time: none was lost with a client.
        List<Future<SqlConnection>> all =
                Stream.generate(pool::getConnection).limit(POOL_SIZE).toList();
        Future.all(all).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        for (Future<SqlConnection> one : all) {
            one.result().close();
        }
        assertThat(get(PATH + "/" + id).status()).isEqualTo(200);
    }

    @Test
    void isDescribed() {
        JsonObject api = new JsonObject(get("/q/openapi?format=json").body());
        JsonObject paths = api.getJsonObject("paths");

        assertThat(paths.fieldNames())
                .contains(PATH, PATH + "/{id}", PATH + "/{id}/request", PATH + "/{id}/stream");
        assertThat(
                        paths
                                .getJsonObject(PATH)
                                .getJsonObject("get")
                                .getJsonArray("parameters")
                                .stream()
                                .map(parameter -> ((JsonObject) parameter).getString("name")))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Parameter.ALL.keySet().stream(), Stream.of("limit"))
                                .toList());
        JsonObject schemas = api.getJsonObject("components").getJsonObject("schemas");
        assertThat(schemas.getJsonObject("Inference")
                        .getJsonObject("properties")
                        .fieldNames())
                .containsExactlyInAnyOrderElementsOf(snakeCase(InferenceView.class));
        assertThat(schemas.getJsonObject("Attempt").getJsonObject("properties").fieldNames())
                .containsExactlyInAnyOrderElementsOf(snakeCase(AttemptView.class));
        assertThat(schemas.getJsonObject("Judgement")
                        .getJsonObject("properties")
                        .fieldNames())
                .containsExactlyInAnyOrderElementsOf(snakeCase(JudgementView.class));
        assertThat(schemas.getJsonObject("StoryEvent")
                        .getJsonObject("properties")
                        .fieldNames())
                .containsExactlyInAnyOrderElementsOf(snakeCase(StoryEvent.class));
    }

    private static List<String> snakeCase(Class<? extends Record> type) {
        return Stream.of(type.getRecordComponents())
                .map(component -> component
                        .getName()
                        .replaceAll("([A-Z])", "_$1")
                        .toLowerCase(java.util.Locale.ROOT))
                .toList();
    }

    private void lock() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table inference in access exclusive mode");
        }
    }

    private static boolean readsAtTheDatabase() {
        try (Connection looking = TestDatabase.connect(TestDatabase.url());
                Statement statement = looking.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and "
                                + "query like '%inference%'")) {
            rows.next();
            return rows.getLong(1) > 0;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
