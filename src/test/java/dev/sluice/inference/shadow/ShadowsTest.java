package dev.sluice.inference.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.definition.Undecided;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.LiveExperimentKit;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The stage of a rollout in which the candidate is asked what the route is asked, and nobody sees
 * it.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class ShadowsTest {
    private static final String CANDIDATE = "sent-prefill";

    @Inject
    LiveExperiments experiments;

    @Inject
    Shadows shadows;

    private String id;

    @BeforeEach
    void name() {
        id = "shadow-" + UUID.randomUUID();
    }

    @AfterEach
    void leaveNone() {
        publish();
        Eventually.equals(shadows::open, 0);
    }

    @Test
    void aCopyIsAskedAndComparedAndNobodySeesIt() {
        Simulator upstream = Gateway.begin(Answer.saying("hello there"));
        publish(live(10_000, 100));

        HttpAnswer document = ask(false);
        HttpAnswer stream = ask(true);

        assertThat(document.header("x-sluice-model")).isEqualTo("tuned");
        assertThat(document.header("x-sluice-variant")).isNull();
        assertThat(stream.text()).isEqualTo("hello there");
        Eventually.equals(() -> copies().size(), 2);
        for (int i = 0; i < 2; i++) {
            JsonObject copy = copies().getJsonObject(i);
            assertThat(copy.getString("outcome")).isEqualTo("completed");
            assertThat(copy.getString("assignment")).isEqualTo("shadow");
            assertThat(copy.getDouble("similarity")).isEqualTo(1);
            assertThat(copy.getString("shadow_of"))
                    .isIn(document.header("x-request-id"), stream.header("x-request-id"));
        }
        assertThat(asked(upstream)).isEqualTo(2);
    }

    @Test
    void noMoreRequestsAreCopiedThanThePlanAllows() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        publish(live(10_000, 3));

        for (int i = 0; i < 6; i++) {
            ask(false);
        }

        Eventually.equals(() -> copies().size(), 3);
        assertThat(asked(upstream)).isEqualTo(3);
    }

    @Test
    void aCopyThatFailsIsNobodysTroubleAndIsRecordedSo() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        upstream.play(Script.of(Answer.saying("hello")).with(CANDIDATE, Answer.refusing(503)));
        publish(live(10_000, 100));

        HttpAnswer answer = ask(false);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-sluice-fallback")).isNull();
        Eventually.equals(() -> copies().size(), 1);
        JsonObject copy = copies().getJsonObject(0);
        assertThat(copy.getString("outcome")).isEqualTo("upstream_failed");
        assertThat(copy.getValue("similarity")).isNull();
    }

    @Test
    void aSlowCopyKeepsNobodyWaiting() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        upstream.play(Script.of(Answer.saying("hello"))
                .with(
                        CANDIDATE,
                        Answer.start()
                                .role()
                                .gate("late")
                                .tokens("goodbye")
                                .finish("stop")
                                .done()));
        publish(live(10_000, 100));

        assertThat(ask(false).status()).isEqualTo(200);

        assertThat(shadows.open()).isEqualTo(1);
        upstream.open("late");
        Eventually.equals(() -> copies().size(), 1);
        assertThat(copies().getJsonObject(0).getDouble("similarity")).isZero();
    }

    @Test
    void whoIsNotDrawnIsNotCopied() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        publish(live(0, 100));

        ask(false);

        assertThat(asked(upstream)).isZero();
    }

    private LiveExperiment live(int share, long requests) {
        Definition without = LiveExperimentKit.of(id, "slang", "prefill").definition();
        RolloutPlan plan = new RolloutPlan(
                new ShadowPlan(share, requests, null, Duration.ofDays(1)),
                RolloutPlan.DEFAULT_STAGES,
                0,
                new Undecided(Duration.ofDays(28), Undecided.Then.HOLD));
        Definition definition = new Definition(
                id,
                id,
                without.route(),
                "",
                null,
                without.variants(),
                without.anonymous(),
                without.testers(),
                List.of(),
                List.of(),
                without.alpha(),
                without.planned(),
                without.share(),
                without.breaker(),
                plan);
        return new LiveExperiment(definition, 0, null);
    }

    private JsonArray copies() {
        try (RawClient client = Gateway.connect()) {
            HttpAnswer answer = client.get(
                            "/api/inferences?experiment=" + id, Gateway.AUTHORIZATION)
                    .answer();
            return answer.status() == 200 ? answer.json().getJsonArray("data") : new JsonArray();
        }
    }

    private static long asked(Simulator upstream) {
        return upstream.requests().stream()
                .filter(request -> CANDIDATE.equals(request.json().getString("model")))
                .count();
    }

    private static HttpAnswer ask(boolean streaming) {
        JsonObject body = Gateway.chat("slang").put("stream", streaming);
        try (RawClient client = Gateway.connect()) {
            return client.post("/v1/chat/completions", body.encode(), Gateway.AUTHORIZATION)
                    .answer();
        }
    }

    private void publish(LiveExperiment... lives) {
        experiments.publish(new LiveSnapshot(
                experiments.current().sequence(), List.of(lives), List.of(), Set.of()));
    }
}
