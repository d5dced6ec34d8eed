package dev.sluice.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Ids;
import dev.sluice.record.InferenceRow;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.net.URI;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
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
class FeedbackTest extends FeedbackKit {
    @TestHTTPResource(value = "/", management = true)
    URI management;

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

    private static JsonObject only(HttpAnswer answer) {
        JsonArray feedback = answer.json().getJsonArray("feedback");
        assertThat(feedback).hasSize(1);
        return feedback.getJsonObject(0);
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
}
