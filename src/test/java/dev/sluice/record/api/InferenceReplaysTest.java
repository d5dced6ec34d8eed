package dev.sluice.record.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.record.InferenceRow;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/** What was asked and answered, as it was sent. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class InferenceReplaysTest extends InferencesKit {
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
}
