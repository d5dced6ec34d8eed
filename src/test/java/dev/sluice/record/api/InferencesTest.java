package dev.sluice.record.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Ids;
import dev.sluice.record.InferenceRow;
import dev.sluice.simulator.Answer;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.TestDatabase;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
class InferencesTest {
    private static final String PATH = "/api/inferences";
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** As many as the pool has by default. */
    private static final int POOL_SIZE = 20;

    @Inject
    Pool pool;

    private final String route = "route-" + UUID.randomUUID();
    private Connection connection;

    @BeforeEach
    void connect() {
        connection = TestDatabase.connect(TestDatabase.migrate(TestDatabase.url()));
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void showsAnInferenceWithItsAttempts() throws SQLException {
        UUID id = row(now).set("error_code", null).insert(connection);
        attempt(id, 1, "upstream_failed", 429);
        attempt(id, 2, "completed", 200);

        HttpAnswer answer = get(PATH + "/" + id);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        JsonObject shown = answer.json();
        JsonArray attempts = (JsonArray) shown.remove("attempts");
        JsonArray story = (JsonArray) shown.remove("story");
        assertThat(shown).isEqualTo(new JsonObject("""
                {"id":"%s","started_at":"%s","operation":"chat_completions","route":"%s","requested_model":"slang",
                 "served_model":"gpt-4o-mini-2026","model":"tuned","streaming":true,"key":"tests","unit":"user-1",
                 "outcome":"completed","party":"upstream","status":200,"error_code":null,"rung":1,"bytes_in":120,
                 "bytes_out":3456,"first_token_ms":12.345,"mean_gap_ms":0.5,"worst_gap_ms":90.0,"duration_ms":1500.0,
                 "overhead_ms":0.25,"prompt_tokens":1000,"cached_tokens":400,"completion_tokens":200,
                 "tokens_reported":true,"cost_usd":2.4E-7,"confidence":null,"confidence_source":null,
                 "calibrated":null,"verdict":null,"fallbacks":null,"experiment":null,"variant":null,"stage":null,
                 "assignment":null,"shadow_of":null,"similarity":null,"has_text":false}
                """.formatted(id, now, route)));
        assertThat(answer.body()).contains("\"cost_usd\":0.00000024");
        assertThat(attempts.getJsonObject(0)).isEqualTo(new JsonObject("""
                {"ordinal":1,"rung":1,"purpose":"answer","model":"tuned","upstream":"sim","sent_model":"ft:sent","served_model":null,
                 "result":"upstream_failed","status":429,"committed":false,"started_ms":1.5,"head_ms":null,
                 "first_token_ms":null,"duration_ms":20.0,"prompt_tokens":null,"cached_tokens":null,
                 "completion_tokens":null,"tokens_reported":false,"cost_usd":null,"judgement":null}
                """));
        assertThat(attempts.getJsonObject(1).getInteger("ordinal")).isEqualTo(2);
        assertThat(attempts).hasSize(2);
        assertThat(story.getJsonObject(1)).isEqualTo(new JsonObject("""
                {"at":1.5,"event":"attempt","attempt":1,"text":"rung 1 'tuned' was asked"}"""));
        assertThat(story.getJsonObject(0)).isEqualTo(new JsonObject("""
                {"at":0.0,"event":"begin","attempt":null,"text":"'slang' was asked for a stream"}"""));
    }

    @Test
    void showsWhatAnAnswerWasJudgedBy() throws SQLException {
        UUID id = row(now).set("confidence", 0.25)
                .set("confidence_source", "logprobs")
                .set("calibrated", false)
                .set("verdict", "best")
                .set("fallbacks", 2)
                .insert(connection);
        InferenceRow.attempt(
                connection,
                id,
                Map.ofEntries(
                        Map.entry("ordinal", 1),
                        Map.entry("rung", 1),
                        Map.entry("purpose", "again"),
                        Map.entry("model", "tuned"),
                        Map.entry("upstream", "sim"),
                        Map.entry("sent_model", "ft:sent"),
                        Map.entry("result", "completed"),
                        Map.entry("status", 200),
                        Map.entry("committed", true),
                        Map.entry("started_us", 0L),
                        Map.entry("duration_us", 20_000L),
                        Map.entry("tokens_reported", false),
                        Map.entry("verdict", "best"),
                        Map.entry("confidence_source", "logprobs"),
                        Map.entry("verdict_reason", "why not"),
                        Map.entry("raw_score", 0.5),
                        Map.entry("confidence", 0.25),
                        Map.entry("calibrated", false),
                        Map.entry("threshold", 0.8),
                        Map.entry("window_tokens", 16L),
                        Map.entry("window_bytes", 1204L),
                        Map.entry("window_opened_us", 1_000L),
                        Map.entry("window_closed_us", 2_500L)));

        JsonObject shown = get(PATH + "/" + id).json();

        assertThat(shown.getDouble("confidence")).isEqualTo(0.25);
        assertThat(shown.getString("confidence_source")).isEqualTo("logprobs");
        assertThat(shown.getBoolean("calibrated")).isFalse();
        assertThat(shown.getString("verdict")).isEqualTo("best");
        assertThat(shown.getInteger("fallbacks")).isEqualTo(2);
        JsonObject attempt = shown.getJsonArray("attempts").getJsonObject(0);
        assertThat(attempt.getString("purpose")).isEqualTo("again");
        assertThat(attempt.getJsonObject("judgement")).isEqualTo(new JsonObject("""
                {"verdict":"best","source":"logprobs","reason":"why not","raw":0.5,"confidence":0.25,
                 "calibrated":false,"threshold":0.8,"window_tokens":16,"window_bytes":1204,"opened_ms":1.0,
                 "closed_ms":2.5}"""));
    }

    @Test
    void tellsTheStoryOfAnAnswerThatFellThrough() {
        Gateway.begin(Answer.saying("hello"));
        String id;
        try (RawClient client = Gateway.stream("fallback")) {
            id = client.answer().header("x-request-id");
        }
        Eventually.equals(() -> get(PATH + "/" + id).status(), 200);

        JsonObject shown = get(PATH + "/" + id).json();

        assertThat(shown.getInteger("fallbacks")).isEqualTo(1);
        List<JsonObject> story =
                shown.getJsonArray("story").stream().map(JsonObject.class::cast).toList();
        assertThat(story.stream()
                        .map(event -> event.getString("event") + " " + event.getInteger("attempt")))
                .containsExactly(
                        "begin null",
                        "attempt 1",
                        "attempt-ended 1",
                        "fallback 2",
                        "head 2",
                        "first-token 2",
                        "commit 2",
                        "attempt-ended 2",
                        "end null");
        assertThat(story.get(3).getString("text"))
                .isEqualTo("rung 2 'base' was asked because rung 1 "
                        + "'unreachable' could not be reached");
        assertThat(story.stream().map(event -> event.getDouble("at"))).isSorted();
    }

    @Test
    void showsWhatIsNotKnownAsNull() throws SQLException {
        InferenceRow row = row(now).set("requested_model", "").set("status", 0).set("rung", 0);
        for (String column : List.of(
                "served_model",
                "model",
                "key_name",
                "unit",
                "first_token_us",
                "mean_gap_us",
                "worst_gap_us",
                "prompt_tokens",
                "cached_tokens",
                "completion_tokens",
                "cost")) {
            row.set(column, null);
        }
        UUID id = row.insert(connection);

        JsonObject shown = get(PATH + "/" + id).json();

        assertThat(Stream.of(
                        "requested_model",
                        "status",
                        "rung",
                        "served_model",
                        "model",
                        "key",
                        "unit",
                        "first_token_ms",
                        "mean_gap_ms",
                        "worst_gap_ms",
                        "prompt_tokens",
                        "cached_tokens",
                        "completion_tokens",
                        "cost_usd"))
                .allMatch(name -> shown.containsKey(name) && shown.getValue(name) == null);
        assertThat(shown.getJsonArray("attempts")).isEmpty();
    }

    @Test
    void turnsPagesFromTheNewestToTheOldest() throws SQLException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            // Over midnight: the pages go on from partition to partition.
            ids.addFirst(row(now.minus(Duration.ofHours(12L * (7 - i))))
                    .insert(connection)
                    .toString());
        }

        List<String> seen = new ArrayList<>();
        String path = PATH + "?route=" + route + "&limit=3";
        int pages = 0;
        while (path != null) {
            HttpAnswer answer = get(path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().getString("object")).isEqualTo("list");
            ids(answer).forEach(seen::add);
            pages++;
            String next = answer.json().getString("next");
            path = next == null ? null : PATH + "?route=" + route + "&limit=3&after=" + next;
            assertThat(answer.header("link"))
                    .isEqualTo(next == null ? null : "<" + path + ">; rel=\"next\"");
        }

        assertThat(seen).isEqualTo(ids);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void aFullLastPageHasNoNext() throws SQLException {
        row(now).insert(connection);
        row(now).insert(connection);

        JsonObject page = get(PATH + "?limit=2&route=" + route).json();

        assertThat(page.getJsonArray("data")).hasSize(2);
        assertThat(page.getString("next")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "outcome=shed, status, 429",
        "status=429, outcome, shed",
        "status=4xx, outcome, shed",
        "party=gateway, outcome, shed",
        "model=base, model, base",
        "key=other, key, other",
        "unit=nobody, unit, nobody",
        "streaming=false, streaming, false",
        "operation=embeddings, operation, embeddings",
        "min_duration=2s, duration_ms, 2000.0",
        "has_text=true, has_text, true",
        "error_code=too_many, error_code, too_many",
        "min_confidence=0.8, confidence, 0.8",
        "max_confidence=0.8, confidence, 0.8",
        "verdict=unsure, verdict, unsure",
    })
    void filters(String filter, String field, String value) throws SQLException {
        row(now).insert(connection);
        UUID wanted = row(now).set("outcome", "shed")
                .set("status", 429)
                .set("party", "gateway")
                .set("model", "base")
                .set("key_name", "other")
                .set("unit", "nobody")
                .set("streaming", false)
                .set("operation", "embeddings")
                .set("duration_us", 2_000_000L)
                .set("error_code", "too_many")
                .set("confidence", 0.8)
                .set("verdict", "unsure")
                .insert(connection);
        InferenceRow.text(connection, wanted, "{}", "{}", false);

        HttpAnswer answer = get(PATH + "?route=" + route + "&" + filter);

        assertThat(ids(answer)).containsExactly(wanted.toString());
        assertThat(answer.json().getJsonArray("data").getJsonObject(0).getValue(field))
                .hasToString(value);
    }

    @Test
    void takesSinceWithAndUntilWithout() throws SQLException {
        UUID early = row(now.minusMillis(2)).insert(connection);
        UUID middle = row(now.minusMillis(1)).insert(connection);
        UUID late = row(now).insert(connection);

        String between = "&since=" + now.minusMillis(2) + "&until=" + now;
        assertThat(ids(get(PATH + "?route=" + route + between)))
                .containsExactly(middle.toString(), early.toString());
        assertThat(ids(get(PATH + "?route=" + route + "&since=" + now)))
                .containsExactly(late.toString());
    }

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
    void replaysAStreamAsItWasSent() throws SQLException {
        String frames = ": hello\n\ndata: {\"n\":1}\n\ndata: é\r\n\r\ndata: [DONE]\n\n";
        UUID id = row(now).insert(connection);
        InferenceRow.text(connection, id, "{\"model\": \"slang\",  \"stream\":true}", frames, true);

        HttpAnswer replay = get(PATH + "/" + id + "/stream");
        HttpAnswer request = get(PATH + "/" + id + "/request");

        assertThat(replay.status()).isEqualTo(200);
        assertThat(replay.header("content-type")).startsWith("text/event-stream");
        assertThat(replay.header("cache-control")).isEqualTo("no-store");
        assertThat(replay.header("x-sluice-answer-cut")).isEqualTo("true");
        assertThat(replay.body()).isEqualTo(frames);
        assertThat(request.header("content-type")).startsWith("application/json");
        assertThat(request.body()).isEqualTo("{\"model\": \"slang\",  \"stream\":true}");
        assertThat(get(PATH + "/" + id).json().getBoolean("has_text")).isTrue();
        assertThat(get(PATH + "/" + id).body() + get(PATH + "?route=" + route).body())
                .doesNotContain("DONE");
    }

    @Test
    void replaysADocument() throws SQLException {
        UUID id = row(now).set("streaming", false).insert(connection);
        InferenceRow.text(connection, id, "{}", "{ \"a\" : 1 }", false);

        HttpAnswer replay = get(PATH + "/" + id + "/stream");

        assertThat(replay.header("content-type")).startsWith("application/json");
        assertThat(replay.header("x-sluice-answer-cut")).isEqualTo("false");
        assertThat(replay.body()).isEqualTo("{ \"a\" : 1 }");
    }

    @Test
    void saysWhyThereIsNothingToReplay() throws SQLException {
        UUID unkept = row(now).insert(connection);
        UUID expired = row(now.minus(Duration.ofDays(32))).insert(connection);
        UUID empty = row(now).set("outcome", "client_cancelled").insert(connection);
        InferenceRow.text(connection, empty, "{}", "", false);

        assertThat(code(get(PATH + "/" + unkept + "/stream"))).isEqualTo("404 text_not_kept");
        assertThat(code(get(PATH + "/" + expired + "/stream"))).isEqualTo("404 text_expired");
        assertThat(code(get(PATH + "/" + expired + "/request"))).isEqualTo("404 text_expired");
        assertThat(code(get(PATH + "/" + empty + "/stream"))).isEqualTo("404 nothing_answered");
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

    private InferenceRow row(Instant at) {
        return InferenceRow.at(at).set("route", route);
    }

    private void attempt(UUID id, int ordinal, String result, int status) throws SQLException {
        Map<String, Object> columns = Map.ofEntries(
                Map.entry("ordinal", ordinal),
                Map.entry("rung", 1),
                Map.entry("model", "tuned"),
                Map.entry("upstream", "sim"),
                Map.entry("sent_model", "ft:sent"),
                Map.entry("result", result),
                Map.entry("status", status),
                Map.entry("committed", status == 200),
                Map.entry("started_us", 1500L),
                Map.entry("duration_us", 20_000L),
                Map.entry("tokens_reported", false));
        InferenceRow.attempt(connection, id, columns);
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

    private static HttpAnswer get(String path) {
        try (RawClient client = Gateway.connect().get(path, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }

    private static List<String> ids(HttpAnswer page) {
        return page.json().getJsonArray("data").stream()
                .map(one -> ((JsonObject) one).getString("id"))
                .toList();
    }

    private static String code(HttpAnswer answer) {
        return answer.status() + " " + answer.json().getString("code");
    }
}
