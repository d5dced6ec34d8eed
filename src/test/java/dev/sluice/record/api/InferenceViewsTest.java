package dev.sluice.record.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.record.InferenceRow;
import dev.sluice.simulator.Answer;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** One inference with its attempts and its story, as {@code /api/inferences} shows it. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class InferenceViewsTest extends InferencesKit {
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
                 "result":"upstream_failed","status":429,"refusal":null,"committed":false,"started_ms":1.5,"head_ms":null,
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
}
