package dev.sluice.record.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.record.InferenceRow;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Lists of inferences: their pages and filters. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class InferencePagesTest extends InferencesKit {
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

    private static List<String> ids(HttpAnswer page) {
        return page.json().getJsonArray("data").stream()
                .map(one -> ((JsonObject) one).getString("id"))
                .toList();
    }
}
