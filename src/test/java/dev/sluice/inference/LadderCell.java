package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.inference.FaultClient.Got;
import dev.sluice.inference.LadderFault.Mode;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorStats;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.Track;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * One inference on a ladder of which one rung failed, as client and upstream saw it.
 *
 * @param rung the one that failed, from 1
 * @param sent the models that the upstreams were asked for, in order
 * @param upstreamSaw of the failing rung alone
 */
record LadderCell(
        Mode mode, int rung, String unit, Got got, List<String> sent, String upstreamSaw) {
    private static final Answer NEXT =
            LadderFault.tokens(0.9, "x", "y").finish("stop").done();
    private static final String REPLACED = "event: answer.replaced\n";
    private static final int RUNGS = 3;

    /** What is to be made. */
    record Plan(LadderFault fault, Answer answer, Mode mode, int rung) {}

    static LadderCell make(Vertx vertx, Plan plan, Track track) {
        Mode mode = plan.mode;
        int rung = plan.rung;
        Script script = Script.of(NEXT);
        for (int i = 1; i <= rung; i++) {
            script = script.with("sent-" + i, i < rung ? Answer.refusing(503) : plan.answer);
        }
        track.begin(script);
        String unit = "ladder-" + UUID.randomUUID();
        JsonObject body = Gateway.chat(track.route(mode.route(plan.fault.upstream(), rung)))
                .put("stream", mode != Mode.DOCUMENT)
                .put("user", unit);
        Got got;
        try (FaultClient client = new FaultClient(vertx, HttpVersion.HTTP_1_1)) {
            got = client.send(
                            body,
                            true,
                            mode == Mode.REPLACE ? Map.of("x-sluice-replace", "true") : Map.of())
                    .await();
        }
        track.awaitIdle();
        Simulator simulator = track.simulator();
        List<String> sent = simulator.requests().stream()
                .map(request -> request.json().getString("model"))
                .toList();
        return new LadderCell(mode, rung, unit, got, sent, saw(simulator.stats(), sent, rung));
    }

    private static String saw(SimulatorStats stats, List<String> sent, int rung) {
        long mine = sent.stream().filter(("sent-" + rung)::equals).count();
        long others = sent.size() - mine; // They refuse or answer, and are given to their end.
        assertThat(stats.completed() - others + stats.cancelled() + stats.cut()).isEqualTo(mine);
        if (mine == 0) {
            return "nothing";
        }
        return FaultRun.requests(mine) + ", "
                + (stats.cancelled() == mine
                        ? "reset by the gateway"
                        : stats.cut() == mine ? "broken off by itself" : "answered");
    }

    /** In the words of the table; made only if what must hold of every cell holds. */
    Row row(JsonObject record) {
        List<JsonObject> attempts = record.getJsonArray("attempts").stream()
                .map(JsonObject.class::cast)
                .toList();
        assertAgreement(record, attempts);
        JsonObject failed = attempts.stream()
                .filter(attempt -> attempt.getInteger("rung") == rung)
                .findFirst()
                .orElseThrow();
        String code = record.getString("error_code");
        return new Row(
                client(),
                served(record.getInteger("rung")),
                upstreamSaw,
                "`" + record.getString("outcome") + "`, " + record.getInteger("status")
                        + (code == null ? "" : " `" + code + "`") + "; attempt `"
                        + failed.getString("result") + "`"
                        + verdict(failed.getJsonObject("judgement")));
    }

    private static String verdict(JsonObject judgement) {
        if (judgement == null) {
            return "";
        }
        Double confidence = judgement.getDouble("confidence");
        return ", " + judgement.getString("verdict")
                + (confidence == null ? "" : String.format(Locale.ROOT, " %.1f", confidence));
    }

    private String client() {
        int replaced = got.body().indexOf(REPLACED);
        if (replaced >= 0) {
            assertThat(got.body()).containsOnlyOnce(REPLACED);
            Got before = new Got(200, got.headers(), got.body().substring(0, replaced), got.end());
            assertThat(isWhole()).isTrue();
            return "200, " + before.tokens() + " tokens, then the whole answer in their place";
        }
        return isWhole() ? "200, the whole answer" : FaultObservation.client(got);
    }

    private boolean isWhole() {
        return got.status() == 200
                && got.end() == Got.End.WHOLE
                && (mode == Mode.DOCUMENT
                        ? new JsonObject(got.body()).containsKey("choices")
                        : got.body().endsWith("data: [DONE]\n\n"));
    }

    private String served(Integer by) {
        if (by == null) {
            return "–";
        }
        assertThat(by).isBetween(rung, Math.min(rung + 1, RUNGS));
        return by == rung ? "this rung" : "the next rung";
    }

    private void assertAgreement(JsonObject record, List<JsonObject> attempts) {
        assertThat(record.getInteger("status")).isEqualTo(got.status());
        assertThat(record.getString("id")).isEqualTo(got.headers().get("x-request-id"));
        assertThat(attempts.stream()
                        .filter(attempt -> !attempt.getString("result").equals("unreachable"))
                        .map(attempt -> attempt.getString("sent_model")))
                .as("what the upstream saw is what is recorded")
                .containsExactlyElementsOf(sent);
        for (JsonObject attempt : attempts) {
            int at = attempt.getInteger("rung");
            if (at != rung) {
                assertThat(attempt.getString("result"))
                        .isEqualTo(at < rung ? "refused" : "completed");
            }
        }
        long committed = attempts.stream()
                .filter(attempt -> attempt.getBoolean("committed"))
                .count();
        boolean replaced = got.body().contains(REPLACED);
        assertThat(committed).isEqualTo(record.getInteger("rung") == null ? 0 : replaced ? 2 : 1);
        assertThat(record.getString("outcome").equals("completed")).isEqualTo(isWhole());
        if (!replaced) {
            boolean next = record.getInteger("rung") != null && record.getInteger("rung") > rung;
            assertThat(got.body()).doesNotContain(next ? "\"content\":\"a" : "\"content\":\"x");
        }
        assertThat(got.data().stream()
                        .filter(data -> data.startsWith("{\"id\""))
                        .map(data -> new JsonObject(data).getString("id"))
                        .distinct()
                        .count())
                .isLessThanOrEqualTo(1);
    }

    /** What a cell of the table says. */
    record Row(String client, String served, String upstream, String recorded) {}
}
