package dev.sluice.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.record.InferenceRow;
import dev.sluice.simulator.Answer;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What feedback comes to, for each model that served. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class FeedbackSummaryTest extends FeedbackKit {
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
}
