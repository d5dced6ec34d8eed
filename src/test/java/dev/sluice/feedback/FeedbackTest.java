package dev.sluice.feedback;

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
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * {@code /api/feedback} over real sockets and on the real database; each test has a route of its
 * own.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class FeedbackTest {
    private static final String PATH = "/api/feedback";

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final String route = "route-" + UUID.randomUUID();
    private Connection connection;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @BeforeEach
    void connect() {
        connection = TestDatabase.connect(TestDatabase.migrate(TestDatabase.url()));
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void keepsWhatIsSaidOfAnAnswer() throws SQLException {
        UUID id = row().insert(connection);

        HttpAnswer answer = post("""
                {"inference":"%s","id":"c-1","user":"u-7","rating":4,"thumbs":"up","name":"resolved","value":true,
                 "comment":"Well."}""".formatted(id));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("content-type")).startsWith("application/json");
        JsonObject kept = answer.json();
        assertThat(kept.getString("inference")).isEqualTo(id.toString());
        assertThat(kept.getBoolean("recorded")).isTrue();
        assertThat(kept.fieldNames()).doesNotContain("index", "problem");
        List<JsonObject> said = objects(kept.getJsonArray("feedback"));
        Object given = said.getFirst().getValue("given_at");
        said.forEach(one -> {
            assertThat(one.remove("given_at")).isEqualTo(given);
            assertThat(one.remove("changed_at")).isEqualTo(given);
        });
        assertThat(said)
                .containsExactly(
                        said("rating", "rating", 4),
                        said("thumbs", "thumbs", "up"),
                        said("resolved", "truth", true),
                        said("comment", "comment", "Well."));
        HttpAnswer read = get(PATH + "?inference=" + id);
        assertThat(read.header("cache-control")).isEqualTo("no-store");
        assertThat(read.json().getBoolean("recorded")).isTrue();
        assertThat(objects(read.json().getJsonArray("data")).stream()
                        .map(one -> one.getString("name")))
                .containsExactly("comment", "rating", "resolved", "thumbs");
        assertThat(query(
                        "select distinct key_name from feedback where inference_id = '" + id + "'"))
                .containsExactly("tests");
    }

    @Test
    void theSameAgainChangesNothing() throws SQLException {
        UUID id = row().insert(connection);
        String body = "{\"inference\":\"" + id + "\",\"id\":\"c-1\",\"rating\":4}";
        JsonObject first = post(body).json();

        HttpAnswer again = post(body);

        assertThat(again.status()).isEqualTo(200);
        JsonObject kept = only(again);
        assertThat(kept.remove("result")).isEqualTo("unchanged");
        JsonObject before = first.getJsonArray("feedback").getJsonObject(0);
        assertThat(before.remove("result")).isEqualTo("created");
        assertThat(kept).isEqualTo(before);
    }

    @Test
    void anotherValueReplacesTheOneBefore() throws SQLException {
        UUID id = row().insert(connection);
        post("{\"inference\":\"" + id + "\",\"user\":\"u\",\"rating\":4}");

        HttpAnswer changed = post("{\"inference\":\"" + id + "\",\"user\":\"u\",\"rating\":2}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(only(changed).getString("result")).isEqualTo("replaced");
        assertThat(only(changed).getInteger("revision")).isEqualTo(2);
        JsonArray all = get(PATH + "?inference=" + id).json().getJsonArray("data");
        assertThat(all).hasSize(1);
        assertThat(all.getJsonObject(0).getInteger("value")).isEqualTo(2);
        assertThat(all.getJsonObject(0).getInstant("changed_at"))
                .isAfter(all.getJsonObject(0).getInstant("given_at"));
    }

    @Test
    void everyGiverHasAWordOfItsOwn() throws SQLException {
        UUID id = row().insert(connection);
        for (String giver : List.of("", "\"user\":\"u\",", "\"user\":\"v\",", "\"id\":\"u\",")) {
            assertThat(post("{\"inference\":\"" + id + "\"," + giver + "\"rating\":3}")
                            .status())
                    .isEqualTo(201);
        }

        assertThat(get(PATH + "?inference=" + id).json().getJsonArray("data")).hasSize(4);
    }

    @Test
    void isThereBeforeTheRecordAndJoinsItByItself() throws SQLException {
        InferenceRow late = row();
        UUID id = Ids.next(Clock.fixed(now, ZoneOffset.UTC));

        HttpAnswer early = post("{\"inference\":\"" + id + "\",\"rating\":5}");

        assertThat(early.status()).isEqualTo(202);
        assertThat(early.json().getBoolean("recorded")).isFalse();
        assertThat(get(PATH + "?inference=" + id).json().getBoolean("recorded")).isFalse();
        assertThat(summary().getJsonArray("data")).isEmpty();

        late.set("id", id).insert(connection);

        assertThat(get(PATH + "?inference=" + id).json().getBoolean("recorded")).isTrue();
        assertThat(ofModel(0).getJsonObject("rating").getDouble("mean")).isEqualTo(5);
        assertThat(post("{\"inference\":\"" + id + "\",\"rating\":5}").status()).isEqualTo(200);
    }

    @Test
    void arrivesLateForARecordOfAnyDayThatIsKept() throws SQLException {
        UUID id = InferenceRow.at(now.minus(Duration.ofDays(80)))
                .set("route", route)
                .insert(connection);

        assertThat(post("{\"inference\":\"" + id + "\",\"thumbs\":\"up\"}").status())
                .isEqualTo(201);
        assertThat(get(PATH + "?inference=" + id).json().getJsonArray("data")).hasSize(1);
    }

    @Test
    void refusesIdsThatAreNoInferencesOfOurs() {
        UUID neverWas = Ids.next(Clock.fixed(now.minus(Duration.ofDays(40)), ZoneOffset.UTC));
        UUID gone = Ids.next(Clock.fixed(now.minus(Duration.ofDays(95)), ZoneOffset.UTC));
        UUID toCome = Ids.next(Clock.fixed(now.plus(Duration.ofDays(2)), ZoneOffset.UTC));

        assertThat(code(post("{\"inference\":\"" + neverWas + "\",\"rating\":1}")))
                .isEqualTo("404 inference_not_found");
        assertThat(code(post("{\"inference\":\"" + UUID.randomUUID() + "\",\"rating\":1}")))
                .isEqualTo("404 inference_not_found");
        HttpAnswer expired = post("{\"inference\":\"" + gone + "\",\"rating\":1}");
        assertThat(code(expired)).isEqualTo("410 inference_expired");
        assertThat(expired.json().getString("detail"))
                .endsWith("records are kept for 90d (records.keep)");
        assertThat(code(post("{\"inference\":\"" + toCome + "\",\"rating\":1}")))
                .isEqualTo("400 invalid_parameter");
        assertThat(code(get(PATH + "?inference=" + neverWas))).isEqualTo("404 inference_not_found");
        assertThat(code(get(PATH + "?inference=" + gone))).isEqualTo("410 inference_expired");
        assertThat(query("select to_regclass('feedback_" + day(neverWas) + "') is null"))
                .as("no partition is made for an id that somebody made up")
                .containsExactly("t");
    }

    @Test
    void tellsEverythingThatIsWrongWithABody() {
        HttpAnswer answer = post("{\"inference\":\"x\",\"rating\":7,\"thmbs\":\"up\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        assertThat(answer.json().getJsonArray("errors")).isEqualTo(new JsonArray("""
                [{"field":"thmbs","value":"\\"up\\"","expected":"no such field, did you mean thumbs?"},
                 {"field":"inference","value":"\\"x\\"","expected":"the UUID that an answer's x-request-id gave"},
                 {"field":"rating","value":"7","expected":"a whole number from 1 to 5"}]"""));
    }

    @Test
    void aListHasAResultForEach() throws SQLException {
        UUID one = row().insert(connection);
        UUID other = row().insert(connection);
        UUID unknown = Ids.next(Clock.fixed(now.minus(Duration.ofDays(40)), ZoneOffset.UTC));

        HttpAnswer answer = post("""
                [{"inference":"%1$s","rating":1},{"inference":"%2$s","rating":9},{"inference":"%3$s","rating":2},
                 {"inference":"%2$s","thumbs":"down"},{"inference":"%1$s","rating":3}]""".formatted(one, other, unknown));

        assertThat(answer.status()).isEqualTo(200);
        List<JsonObject> results = objects(answer.json().getJsonArray("data"));
        assertThat(results.stream()
                        .map(it -> it.getInteger("index") + " " + it.getInteger("status")))
                .containsExactly("0 201", "1 400", "2 404", "3 201", "4 201");
        assertThat(results.get(1).getJsonObject("problem").getString("detail"))
                .isEqualTo("rating is '9', expected a whole number from 1 to 5");
        // Of two about the same the later one stays.
        assertThat(get(PATH + "?inference=" + one)
                        .json()
                        .getJsonArray("data")
                        .getJsonObject(0)
                        .getInteger("value"))
                .isEqualTo(3);
        assertThat(get(PATH + "?inference=" + other).json().getJsonArray("data"))
                .hasSize(1);
    }

    @Test
    void takesAThousandAtOnceAndAgain() throws SQLException {
        UUID id = row().insert(connection);
        List<String> items = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            items.add("{\"inference\":\"" + id + "\",\"id\":\"" + i + "\",\"rating\":" + (1 + i % 5)
                    + "}");
        }
        String body = "[" + String.join(",", items) + "]";

        assertThat(results(post(body))).containsOnly("created");
        Collections.shuffle(items, new Random(1));
        assertThat(results(post("[" + String.join(",", items) + "]"))).containsOnly("unchanged");
        JsonObject rating = ofModel(0).getJsonObject("rating");
        assertThat(rating.getLong("n")).isEqualTo(1000);
        assertThat(rating.getDouble("mean")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PATH,
                "//api/feedback",
                "/api;x=1/feedback",
                "/api/%66eedback",
                "/x/../api/feedback"
            })
    void refusesWhatIsTooLargeOrDoesNotSayHowLarge(String path) {
        String large = "\"" + "x".repeat(256 * 1024) + "\"";
        try (RawClient client = Gateway.connect().post(path, large, Gateway.AUTHORIZATION)) {
            assertThat(code(client.answer())).isEqualTo("413 request_too_large");
        }
        String chunked = "POST " + path + " HTTP/1.1\r\nhost: localhost\r\n" + Gateway.AUTHORIZATION
                + "\r\ncontent-type: application/json\r\ntransfer-encoding: "
                + "chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n";
        try (RawClient client =
                Gateway.connect().send(chunked.getBytes(StandardCharsets.US_ASCII))) {
            assertThat(code(client.answer())).isEqualTo("411 length_required");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "content-type: text/plain\r\n", "content-type: application/jsonx\r\n"})
    void refusesWhatAnotherPageCouldPostWithoutAsking(String type) {
        String post = "POST " + PATH + " HTTP/1.1\r\nhost: localhost\r\n" + Gateway.AUTHORIZATION
                + "\r\n" + type + "content-length: 2\r\n\r\n{}";
        try (RawClient client = Gateway.connect().send(post.getBytes(StandardCharsets.US_ASCII))) {
            assertThat(code(client.answer())).isEqualTo("415 unsupported_media_type");
        }
    }

    @Test
    void refusesWithAProblem() {
        assertThat(code(post("{"))).isEqualTo("400 invalid_json");
        assertThat(code(post(""))).isEqualTo("400 invalid_parameter");
        assertThat(code(get(PATH))).isEqualTo("400 invalid_parameter");
        assertThat(code(get(PATH + "?inference=1-1-1-1-1"))).isEqualTo("400 invalid_parameter");
        assertThat(code(get(PATH + "/summary?rout=x"))).isEqualTo("400 invalid_parameter");
        assertThat(code(get(PATH + "/summary?since=soon"))).isEqualTo("400 invalid_parameter");
        assertThat(code(get(PATH + "/summary?since=2026-01-02&until=2026-01-01")))
                .isEqualTo("400 invalid_parameter");
        try (RawClient client = Gateway.connect().post(PATH, "{}")) {
            assertThat(code(client.answer())).isEqualTo("401 invalid_api_key");
        }
    }

    @Test
    void aTableThatIsLockedIs503AndNothingIsKept() throws SQLException {
        UUID id = row().insert(connection);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table feedback in access exclusive mode");
        }

        HttpAnswer answer = post("{\"inference\":\"" + id + "\",\"rating\":5}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("2");
        connection.rollback();
        connection.setAutoCommit(true);
        assertThat(get(PATH + "?inference=" + id).json().getJsonArray("data")).isEmpty();
        assertThat(post("{\"inference\":\"" + id + "\",\"rating\":5}").status()).isEqualTo(201);
    }

    @Test
    void sumsUpByTheModelThatServed() throws SQLException {
        for (int rating : new int[] {2, 4, 3}) {
            UUID id = row().set("unit", "user-" + rating).insert(connection);
            post("{\"inference\":\"" + id + "\",\"rating\":" + rating + ",\"thumbs\":\""
                    + (rating > 2 ? "up" : "down") + "\",\"name\":\"seconds\",\"value\":"
                    + rating * 10 + "}");
        }
        UUID base = row().set("model", "base").insert(connection);
        post("{\"inference\":\"" + base
                + "\",\"name\":\"resolved\",\"value\":false,\"comment\":\"no\"}");
        UUID before = InferenceRow.at(now.minus(Duration.ofDays(8)))
                .set("route", route)
                .insert(connection);
        post("{\"inference\":\"" + before + "\",\"rating\":1}");

        assertThat(ofModel(0)).isEqualTo(new JsonObject("""
                {"route":"%s","model":"tuned","n":9,"inferences":3,"units":3,
                 "rating":{"n":3,"mean":3.0,"deviation":1.0},"thumbs":{"n":3,"up":0.6666666666666666},
                 "values":[{"name":"seconds","kind":"number","n":3,"mean":30.0,"deviation":10.0}]}""".formatted(route)));
        assertThat(ofModel(1)).isEqualTo(new JsonObject("""
                {"route":"%s","model":"base","n":2,"inferences":1,"units":1,"rating":null,"thumbs":null,
                 "values":[{"name":"comment","kind":"comment","n":1,"mean":null,"deviation":null},
                           {"name":"resolved","kind":"truth","n":1,"mean":0.0,"deviation":null}]}""".formatted(route)));
        JsonObject all = get(PATH + "/summary?route=" + route + "&since="
                        + now.minus(Duration.ofDays(9)) + "&until=" + now.minus(Duration.ofDays(7)))
                .json();
        assertThat(all.getBoolean("complete")).isTrue();
        assertThat(all.getJsonArray("data").getJsonObject(0).getLong("n")).isEqualTo(1);
    }

    @Test
    void isForTheModelThatReallyServed() {
        Gateway.begin(Answer.saying("hello"));
        String id;
        try (RawClient client = Gateway.stream("fallback")) {
            id = client.answer().header("x-request-id");
        }

        assertThat(post("{\"inference\":\"" + id + "\",\"thumbs\":\"up\"}").status())
                .isIn(201, 202);

        Eventually.equals(() -> get("/api/inferences/" + id).status(), 200);
        assertThat(query("select model, rung, fallbacks from feedback_served where inference_id = '"
                        + id + "'"))
                .containsExactly("base 2 1");
    }

    @Test
    void asksOnlyTheDaysWanted() throws SQLException {
        UUID today = row().insert(connection);
        UUID old = InferenceRow.at(now.minus(Duration.ofDays(30)))
                .set("route", route)
                .insert(connection);
        post("[{\"inference\":\"" + today + "\",\"rating\":1},{\"inference\":\"" + old
                + "\",\"rating\":1}]");
        SummaryFilter filter = SummaryFilter.of(Map.of("since", List.of(now.toString())), now);

        String plan = String.join(
                "\n",
                query("explain "
                        + filter.sql().replace("$1", "'" + filter.parameters().getUUID(0) + "'")));

        assertThat(plan)
                .contains("inference_" + day(today), "feedback_" + day(today))
                .doesNotContain("_" + day(old));
    }

    @Test
    void isCounted() throws SQLException {
        UUID id = row().insert(connection);
        double before = metric("sluice_feedback_total{kind=\"thumbs\",result=\"created\"}");
        double refused = metric("sluice_feedback_refused_total{code=\"invalid_parameter\"}");

        post("{\"inference\":\"" + id + "\",\"thumbs\":\"up\"}");
        post("{\"inference\":\"" + id + "\"}");

        assertThat(metric("sluice_feedback_total{kind=\"thumbs\",result=\"created\"}"))
                .isEqualTo(before + 1);
        assertThat(metric("sluice_feedback_refused_total{code=\"invalid_parameter\"}"))
                .isEqualTo(refused + 1);
    }

    @Test
    void isDescribed() {
        JsonObject api = new JsonObject(get("/q/openapi?format=json").body());

        assertThat(api.getJsonObject("paths").getJsonObject(PATH).fieldNames())
                .containsExactlyInAnyOrder("get", "post");
        assertThat(api.getJsonObject("paths").fieldNames()).contains(PATH + "/summary");
        JsonObject schemas = api.getJsonObject("components").getJsonObject("schemas");
        assertThat(described(schemas, "FeedbackItem"))
                .containsExactlyInAnyOrderElementsOf(ItemReader.FIELDS);
        assertThat(described(schemas, "Feedback"))
                .containsExactlyInAnyOrderElementsOf(snakeCase(FeedbackView.class));
        assertThat(described(schemas, "FeedbackResult"))
                .containsExactlyInAnyOrderElementsOf(snakeCase(ItemResult.class));
        assertThat(described(schemas, "FeedbackOfModel"))
                .containsExactlyInAnyOrderElementsOf(snakeCase(Summary.OfModel.class));
        assertThat(api
                        .getJsonObject("paths")
                        .getJsonObject(PATH + "/summary")
                        .getJsonObject("get")
                        .getJsonArray("parameters")
                        .stream()
                        .map(one -> ((JsonObject) one).getString("name")))
                .containsExactlyElementsOf(SummaryFilter.PARAMETERS);
    }

    private static Set<String> described(JsonObject schemas, String name) {
        return schemas.getJsonObject(name).getJsonObject("properties").fieldNames();
    }

    private static List<String> snakeCase(Class<? extends Record> type) {
        return Stream.of(type.getRecordComponents())
                .map(component ->
                        component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .toList();
    }

    private InferenceRow row() {
        return InferenceRow.at(now).set("route", route);
    }

    private static JsonObject said(String name, String kind, Object value) {
        return new JsonObject()
                .put("name", name)
                .put("kind", kind)
                .put("value", value)
                .put("id", "c-1")
                .put("user", "u-7")
                .put("revision", 1)
                .put("result", "created");
    }

    private JsonObject summary() {
        return get(PATH + "/summary?route=" + route).json();
    }

    private JsonObject ofModel(int place) {
        return summary().getJsonArray("data").getJsonObject(place);
    }

    private static List<String> results(HttpAnswer batch) {
        return objects(batch.json().getJsonArray("data")).stream()
                .map(item -> item.getJsonArray("feedback").getJsonObject(0).getString("result"))
                .toList();
    }

    private static JsonObject only(HttpAnswer answer) {
        JsonArray feedback = answer.json().getJsonArray("feedback");
        assertThat(feedback).hasSize(1);
        return feedback.getJsonObject(0);
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private double metric(String sample) {
        try (RawClient client = RawClient.connect(management.getPort()).get("/q/metrics")) {
            return client.answer()
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(sample + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                    .sum();
        }
    }

    private static String day(UUID id) {
        return Receipt.day(id).toString().replace("-", "");
    }

    /** Every row, its columns with a blank between them. */
    private List<String> query(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    values.add(String.valueOf(rows.getString(column)));
                }
                found.add(String.join(" ", values));
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpAnswer post(String body) {
        try (RawClient client = Gateway.connect().post(PATH, body, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }

    private static HttpAnswer get(String path) {
        try (RawClient client = Gateway.connect().get(path, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }

    private static String code(HttpAnswer answer) {
        return answer.status() + " " + answer.json().getString("code");
    }
}
