package dev.sluice.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Ids;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Feedback that comes in lists: every item has a result of its own. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class FeedbackListsTest extends FeedbackKit {
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

    private static List<String> results(HttpAnswer batch) {
        return objects(batch.json().getJsonArray("data")).stream()
                .map(item -> item.getJsonArray("feedback").getJsonObject(0).getString("result"))
                .toList();
    }
}
