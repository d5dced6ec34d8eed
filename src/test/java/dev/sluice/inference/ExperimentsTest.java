package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.Assigner;
import dev.sluice.experiment.Assignment;
import dev.sluice.experiment.Unit;
import dev.sluice.experiment.definition.BreakerRule;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.LiveExperimentKit;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** What clients and records see of experiments. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class ExperimentsTest {
    /**
     * What answers say of experiment, variant and model while {@code one} or {@code two} is in
     * force, or none.
     */
    private static final Set<String> WHOLE = Set.of(
            "null null tuned ft:sent:name",
            "one control tuned ft:sent:name",
            "one candidate prefill sent-prefill",
            "two control tuned ft:sent:name",
            "two candidate base sent-base");

    @Inject
    LiveExperiments experiments;

    @AfterEach
    void leaveNone() {
        publish();
    }

    @Test
    void aUnitIsServedItsVariantAndTheRecordSaysSo() {
        Gateway.begin(Answer.saying("hello"));
        LiveExperiment live =
                publish(LiveExperimentKit.of("http-exp", "slang", "prefill").share(2_500));
        Assigner assigner = new Assigner(live.definition().at(0));
        String run = UUID.randomUUID().toString();
        int enrolled = 0;
        for (int i = 0; i < 40; i++) {
            String unit = run + i;
            HttpAnswer answer = ask(unit);
            if (assigner.assign(Unit.of(unit)) instanceof Assignment.Enrolled its) {
                enrolled++;
                boolean candidate = its.variant().name().equals("candidate");
                assertThat(seen(answer))
                        .isEqualTo(
                                candidate
                                        ? "http-exp candidate prefill sent-prefill"
                                        : "http-exp control tuned ft:sent:name");
            } else {
                assertThat(seen(answer)).isEqualTo("null null tuned ft:sent:name");
            }
        }
        assertThat(enrolled).isBetween(8, 32);

        String unit = first(assigner, run);
        JsonObject record = RecordedInference.of(unit);

        assertThat(record.getString("experiment")).isEqualTo("http-exp");
        assertThat(record.getString("variant")).isEqualTo("candidate");
        assertThat(record.getInteger("stage")).isZero();
        assertThat(record.getString("assignment")).isEqualTo("enrolled");
        try (RawClient client = Gateway.connect()) {
            String query = "/api/inferences?experiment=http-exp&variant=%s&unit=" + unit;
            assertThat(found(client, query.formatted("candidate"))).isEqualTo(1);
            assertThat(found(client, query.formatted("control"))).isZero();
        }
    }

    @Test
    void aStreamSaysItsVariantInItsHead() {
        Gateway.begin(Answer.saying("hello"));
        publish(LiveExperimentKit.of("http-exp", "slang", "prefill")
                .testers(Map.of("tina", "candidate")));

        try (RawClient client = stream("tina")) {
            HttpAnswer answer = client.answer();

            assertThat(answer.header("x-sluice-experiment")).isEqualTo("http-exp");
            assertThat(answer.header("x-sluice-variant")).isEqualTo("candidate");
            assertThat(answer.header("x-sluice-model")).isEqualTo("prefill");
        }
    }

    @Test
    void anExperimentThatNeedsAUnitRefusesARequestWithoutOneAndSaysWhereToPutIt() {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        publish(LiveExperimentKit.of("http-exp", "slang", "prefill")
                .anonymous(AnonymousRule.REFUSED));

        HttpAnswer answer = ask(null);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonObject("error"))
                .isEqualTo(new JsonObject()
                        .put(
                                "message",
                                "the request has no unit, which the experiment 'http-exp' of "
                                        + "'slang' needs (expected:"
                                        + " user, see routes.slang.unit)")
                        .put("type", "invalid_request_error")
                        .put("param", "user")
                        .put("code", "unit_required"));
        assertThat(upstream.requests()).isEmpty();
        assertThat(ask("anna").status()).isEqualTo(200);
    }

    @Test
    void aRouteThatIsSwitchedOffServesItsLadder() {
        Gateway.begin(Answer.saying("hello"));
        LiveExperiment live = LiveExperimentKit.of("http-exp", "slang", "prefill")
                .testers(Map.of("tina", "candidate"))
                .live();
        publish(new LiveSnapshot(
                experiments.current().sequence(), List.of(live), List.of(), Set.of("slang")));

        assertThat(seen(ask("tina"))).isEqualTo("null null tuned ft:sent:name");
    }

    @Test
    void anOpenStreamFinishesOnItsVariantWhenTheExperimentIsTakenBack() {
        Simulator upstream = Gateway.begin(
                Answer.start()
                        .role()
                        .tokens("a")
                        .gate("end")
                        .tokens("b")
                        .finish("stop")
                        .done(),
                Answer.saying("c"));
        publish(LiveExperimentKit.of("http-exp", "slang", "prefill")
                .testers(Map.of("tina", "candidate")));
        try (RawClient client = stream("tina")) {
            client.await("the first token", answer -> answer.text().equals("a"));

            assertThat(experiments.trip("http-exp")).isTrue();

            assertThat(seen(ask("tina"))).isEqualTo("null null tuned ft:sent:name");
            upstream.open("end");
            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("ab");
            assertThat(answer.header("x-sluice-variant")).isEqualTo("candidate");
            assertThat(answer.data()).endsWith("[DONE]");
        }
    }

    @Test
    void aCandidateThatFailsIsTakenBackAfterAFewRequestsAndNobodyGetsAnError() {
        Gateway.begin(Answer.saying("hello"));
        LiveExperimentKit kit = LiveExperimentKit.of("http-broken", "slang", "unreachable")
                .breaker(new BreakerRule(50, 0.2, 5, 4));
        Assigner assigner = new Assigner(publish(kit).definition().at(0));
        int served = 0;
        for (int i = 0; i < 60; i++) {
            HttpAnswer answer = ask("broken-" + i);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-sluice-model")).isEqualTo("tuned");
            boolean candidate =
                    assigner.assign(Unit.of("broken-" + i)) instanceof Assignment.Enrolled its
                            && its.variant().name().equals("candidate");
            if (candidate && ++served == 4) {
                break;
            }
        }

        // A worker takes it back a moment after the answer has ended.
        Eventually.equals(() -> experiments.tripped(), Set.of("http-broken"));
        assertThat(experiments.find("http-broken")).isNull();
        assertThat(seen(ask("broken-0"))).isEqualTo("null null tuned ft:sent:name");
    }

    @Test
    void everyAnswerIsWhollyOfOneSnapshotWhileTheyChange() throws Exception {
        Gateway.begin(Answer.saying("hello"));
        LiveExperimentKit one = LiveExperimentKit.of("one", "slang", "prefill");
        LiveExperimentKit two = LiveExperimentKit.of("two", "slang", "base");
        AtomicBoolean over = new AtomicBoolean();
        List<Future<List<String>>> seen = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
            for (int c = 0; c < 4; c++) {
                int client = c;
                seen.add(clients.submit(() -> {
                    List<String> mine = new ArrayList<>();
                    for (int i = 0; i < 100 || !over.get(); i++) {
                        mine.add(seen(ask("swap-" + client + "-" + i)));
                    }
                    return mine;
                }));
            }
            for (int i = 0; i < 60; i++) {
                publish(i % 2 == 0 ? one : two);
            }
            over.set(true);
        }

        for (Future<List<String>> answers : seen) {
            assertThat(WHOLE).containsAll(answers.get());
            assertThat(answers.get()).hasSizeGreaterThanOrEqualTo(100);
        }
    }

    private static int found(RawClient client, String query) {
        return client.get(query, Gateway.AUTHORIZATION)
                .answer()
                .json()
                .getJsonArray("data")
                .size();
    }

    private static String first(Assigner assigner, String run) {
        for (int i = 0; i < 40; i++) {
            if (assigner.assign(Unit.of(run + i)) instanceof Assignment.Enrolled its
                    && its.variant().name().equals("candidate")) {
                return run + i;
            }
        }
        throw new AssertionError("nobody");
    }

    private static String seen(HttpAnswer answer) {
        return String.join(
                " ",
                String.valueOf(answer.header("x-sluice-experiment")),
                String.valueOf(answer.header("x-sluice-variant")),
                answer.header("x-sluice-model"),
                answer.json().getString("model"));
    }

    private static HttpAnswer ask(String user) {
        try (RawClient client = Gateway.connect()) {
            return client.post("/v1/chat/completions", body(user).encode(), Gateway.AUTHORIZATION)
                    .answer();
        }
    }

    private static RawClient stream(String user) {
        return Gateway.connect()
                .post(
                        "/v1/chat/completions",
                        body(user).put("stream", true).encode(),
                        Gateway.AUTHORIZATION);
    }

    private static JsonObject body(String user) {
        JsonObject body = Gateway.chat("slang");
        return user == null ? body : body.put("user", user);
    }

    private LiveExperiment publish(LiveExperimentKit kit) {
        LiveExperiment live = kit.live();
        publish(live);
        return live;
    }

    private void publish(LiveExperiment... lives) {
        publish(LiveExperimentKit.snapshot(experiments.current().sequence(), lives));
    }

    private void publish(LiveSnapshot snapshot) {
        experiments.publish(snapshot);
    }
}
