package dev.sluice.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.telemetry.LadderMeters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.VerdictKind;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;

/** What the management port says, and to whom. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class ManagementTest {
    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Inject
    LadderMeters ladder;

    @Test
    void saysWhatIsGoingOnWithoutAKey() {
        assertThat(status(get("/q/health/live"))).isEqualTo("UP");
        assertThat(status(get("/q/health/ready"))).isEqualTo("UP");
        HttpAnswer well = get("/q/health/well");
        assertThat(status(well)).isEqualTo("UP");
        assertThat(well.json().getJsonArray("checks").toString())
                .contains("configuration", "database", "models", "records", "\"slang\":\"ready\"");
    }

    @Test
    void countsInferencesByHowTheyEnded() {
        double completed = ended("completed");
        double failed = ended("upstream_failed");
        Gateway.begin(Answer.saying("hello"));

        try (RawClient client = Gateway.stream("tuned")) {
            assertThat(client.answer().status()).isEqualTo(200);
        }
        try (RawClient client = Gateway.stream("unreachable")) {
            assertThat(client.answer().status()).isEqualTo(502);
        }

        Eventually.equals(() -> ended("completed"), completed + 1);
        Eventually.equals(() -> ended("upstream_failed"), failed + 1);
        assertThat(get("/q/metrics").body()).contains("\nsluice_inferences_open 0.0\n");
    }

    @Test
    void measuresInferencesAndAttemptsByTheNamesOfOpenTelemetry() {
        Gateway.begin(Answer.start()
                .role()
                .tokens("a", "b")
                .finish("stop")
                .usage(10, 2)
                .done());
        String tokens = "gen_ai_client_token_usage_sum{gen_ai_operation_name=\"chat_completions\","
                + "gen_ai_provider_name=\"sim\",gen_ai_request_model=\"tuned\","
                + "gen_ai_token_type=\"input\"}";
        double before = value(tokens);

        try (RawClient client = Gateway.stream("slang")) {
            assertThat(client.answer().status()).isEqualTo(200);
        }

        Eventually.equals(() -> value(tokens), before + 10);
        assertThat(get("/q/metrics").body())
                .contains(
                        "gen_ai_server_request_duration_seconds_bucket{error_type=\"\","
                                + "gen_ai_operation_name=\"chat_completions\","
                                + "gen_ai_request_model=\"slang\",le=\"0.01\"}",
                        "gen_ai_server_time_to_first_token_seconds_bucket{",
                        "gen_ai_client_operation_duration_seconds_count{",
                        "gen_ai_client_operation_time_to_first_chunk_seconds_bucket{",
                        "sluice_gateway_overhead_seconds_bucket{route=\"slang\"",
                        "sluice_attempts_ended_total{model=\"tuned\",result=\"completed\","
                                + "upstream=\"sim\"}",
                        "sluice_inferences_ended_total{outcome=\"completed\",party=\"upstream\","
                                + "route=\"slang\"}",
                        "sluice_records_stored_total",
                        "sluice_records_dropped_total");
    }

    @Test
    void countsFallbacksByFromToAndReason() {
        Gateway.begin(Answer.saying("hello"));
        String fallbacks = "sluice_fallbacks_total{from=\"unreachable\",reason=\"unreachable\","
                + "route=\"fallback\",to=\"base\"}";
        double before = value(fallbacks);

        try (RawClient client = Gateway.stream("fallback")) {
            assertThat(client.answer().status()).isEqualTo(200);
        }

        Eventually.equals(() -> value(fallbacks), before + 1);
    }

    @Test
    void measuresLaddersByTheseNames() {
        ladder.confidence("judged", "tuned", false, 0.85);
        ladder.window("judged", "tuned", 1_000_000);
        ladder.verdict("judged", "tuned", VerdictKind.UNSURE);
        ladder.retry("judged", "tuned", AttemptResult.CUT);
        ladder.hedge("judged", "tuned", LadderMeters.HedgeEnd.WON);
        ladder.continuation("judged", "tuned", AttemptResult.COMPLETED);
        ladder.callDenied("judged", LadderMeters.ExtraCall.RETRY);
        ladder.breakerOpened("judged-upstream");
        ladder.additionRefused("judged-upstream", () -> "usage");
        ladder.breakerState("judged-upstream", () -> 2);

        String tags = "model=\"tuned\",route=\"judged\"";
        String confidence = "\nsluice_confidence_percent_bucket{calibrated=\"false\"," + tags;
        assertThat(get("/q/metrics").body())
                .contains(
                        confidence + ",le=\"80.0\"} 0.0\n",
                        confidence + ",le=\"90.0\"} 1.0\n",
                        "\nsluice_window_time_seconds_bucket{" + tags + ",le=\"0.001\"} 1.0\n",
                        "\nsluice_verdicts_total{" + tags + ",verdict=\"unsure\"} 1.0\n",
                        "\nsluice_retries_total{model=\"tuned\",result=\"cut\",route=\"judged\"} "
                                + "1.0\n",
                        "\nsluice_hedges_total{model=\"tuned\",result=\"won\",route=\"judged\"} "
                                + "1.0\n",
                        "\nsluice_continuations_total{model=\"tuned\",result=\"completed\","
                                + "route=\"judged\"} 1.0\n",
                        "\nsluice_calls_denied_total{kind=\"retry\",route=\"judged\"} 1.0\n",
                        "\nsluice_breaker_opened_total{upstream=\"judged-upstream\"} 1.0\n",
                        "\nsluice_additions_refused_total{addition=\"usage\","
                                + "upstream=\"judged-upstream\"} 1.0\n",
                        "\nsluice_breaker_state{upstream=\"judged-upstream\"} 2.0\n");
    }

    @Test
    void showsAnInferenceWhileItIsOpen() {
        Gateway.begin(
                Answer.start().role().tokens("a").gate("rest").finish("stop").done());

        try (RawClient client = Gateway.stream("tuned")) {
            client.await("the first token", answer -> answer.text().equals("a"));
            assertThat(get("/q/metrics").body()).contains("\nsluice_inferences_open 1.0\n");

            Gateway.simulator().open("rest");
            client.answer();
        }

        Eventually.equals(
                () -> get("/q/metrics").body().contains("\nsluice_inferences_open 0.0\n"), true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/health",
                "/q/health/ready",
                "/q/health/well",
                "/q/metrics",
                "/q/openapi",
                "/q/"
            })
    void thePortOfTheApiTellsNothingOfIt(String path) {
        try (RawClient client = Gateway.connect().get(path)) {
            assertThat(client.answer().status()).isEqualTo(401);
        }
        if (!path.equals("/q/openapi")) {
            try (RawClient client = Gateway.connect().get(path, Gateway.AUTHORIZATION)) {
                assertThat(client.answer().status()).isEqualTo(404);
            }
        }
    }

    @Test
    void theManagementPortServesNoModels() {
        assertThat(get("/v1/models").status()).isEqualTo(401);
        try (RawClient client =
                RawClient.connect(management.getPort()).get("/v1/models", Gateway.AUTHORIZATION)) {
            assertThat(client.answer().status()).isEqualTo(404);
        }
        assertThat(get("/").status()).isEqualTo(404);
    }

    private HttpAnswer get(String path) {
        try (RawClient client = RawClient.connect(management.getPort()).get(path)) {
            return client.answer();
        }
    }

    private static String status(HttpAnswer health) {
        return health.json().getString("status");
    }

    /** The value of one line of the metrics; 0 while nothing was counted. */
    private double value(String sample) {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .sum();
    }

    private double ended(String outcome) {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("sluice_inferences_ended_total{"))
                .filter(line -> line.contains("outcome=\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
