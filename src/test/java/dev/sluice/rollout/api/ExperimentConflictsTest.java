package dev.sluice.rollout.api;

import static dev.sluice.rollout.api.Experiments.code;
import static dev.sluice.rollout.api.Experiments.get;
import static dev.sluice.rollout.api.Experiments.post;
import static dev.sluice.rollout.api.Experiments.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/** Whoever wants what another one has, and what else is refused. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class ExperimentConflictsTest extends ExperimentsKit {
    /** Threads that know the gateway under test, as those of a pool do not always. */
    private static final Executor BESIDE = Thread::startVirtualThread;

    @Test
    void ofTwoWhoHaveSeenTheSameVersionOneHasItsWay() {
        post("", rollout("e", "slang"));
        ok(post("/e/start", "{}"));

        List<CompletableFuture<Integer>> both = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> post("/e/" + (i == 0 ? "stop" : "pause"), "{\"version\":2}")
                                .status(),
                        BESIDE))
                .toList();

        assertThat(both.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(200, 409);
        assertThat(changes("e")).hasSize(3);
        HttpAnswer late = post("/e/stop", "{\"version\":2}");
        assertThat(code(late)).isEqualTo("409 version_conflict");
        assertThat(late.json().getString("detail"))
                .startsWith("experiment e is of version 3, not 2");
    }

    @Test
    void ofTwoStartsOnOneRouteOneHasItsWay() {
        post("", rollout("e", "slang"));
        post("", rollout("f", "slang"));

        List<CompletableFuture<Integer>> both = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> post("/" + (i == 0 ? "e" : "f") + "/start", "{}").status(), BESIDE))
                .toList();

        assertThat(both.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(200, 409);
        assertThat(ids()).hasSize(1);
    }

    @Test
    void experimentsThatWouldMeetTheSameRequestDoNotStart() {
        post("", rollout("e", "slang"));
        ok(post("/e/start", "{}"));
        post("", rollout("f", "slang"));
        assertThat(post("/f/start", "{}").json().getString("detail"))
                .isEqualTo(
                        "experiment e is running on route slang, and a route has one rollout at a "
                                + "time; end that one first");
        post("", plain("g", "slang", "g", ""));
        assertThat(code(post("/g/start", "{}"))).isEqualTo("409 route_busy");
        post("", plain("h", "hurried", "h", ",\"layer\":{\"name\":\"l\",\"from\":0,\"to\":5000}"));
        ok(post("/h/start", "{}"));
        post("", plain("i", "brief", "i", ",\"layer\":{\"name\":\"l\",\"from\":4999,\"to\":6000}"));
        assertThat(post("/i/start", "{}").json().getString("detail"))
                .isEqualTo("layer l is taken from 0 to 5000 by experiment h, and this one asks for "
                        + "4999 to 6000;"
                        + " take a range beside it, or end that one first");
        post(
                "",
                plain(
                        "j",
                        "hurried",
                        "j",
                        ",\"layer\":{\"name\":\"l\",\"from\":5000,\"to\":6000}"));
        ok(post("/j/start", "{}"));
        post("", plain("l", "brief", "h", "")); // Nobody has met it: it is in nobody's way.
        post("", plain("k", "brief", "h", ""));
        assertThat(code(post("/k/start", "{}"))).isEqualTo("409 salt_taken");
        assertThat(ids()).containsExactlyInAnyOrder("e", "h", "j");
    }

    @Test
    void refusesWithAProblem() {
        post("", rollout("e", "slang"));
        assertThat(code(post("", rollout("e", "slang")))).isEqualTo("409 experiment_exists");
        assertThat(code(post("", "{"))).isEqualTo("400 invalid_json");
        HttpAnswer wrong = post(
                "",
                "{\"id\":\"x\",\"route\":\"slan\",\"candidate\":\"tuend\","
                        + "\"metrics\":[\"ratin\"]}");
        assertThat(code(wrong)).isEqualTo("400 invalid_parameter");
        assertThat(wrong.json().getJsonArray("errors")).hasSize(3);
        assertThat(code(get("/nobody"))).isEqualTo("404 experiment_not_found");
        assertThat(code(get("/nobody/changes"))).isEqualTo("404 experiment_not_found");
        assertThat(code(post("/nobody/rollback", "{}"))).isEqualTo("404 experiment_not_found");
        assertThat(code(get("/no%00body"))).isEqualTo("404 experiment_not_found");
        assertThat(code(get("?stat=running"))).isEqualTo("400 invalid_parameter");
        assertThat(code(get("?state=molten"))).isEqualTo("400 invalid_parameter");
        for (String command : List.of("pause", "resume", "stop", "approve", "retire")) {
            assertThat(code(post("/e/" + command, "{}"))).as(command).isEqualTo("409 wrong_state");
        }
        assertThat(code(post("/e/conclude", "{}"))).isEqualTo("400 invalid_parameter");
        assertThat(code(post("/e/conclude", "{\"winner\":\"nobody\"}")))
                .isEqualTo("400 invalid_parameter");
        assertThat(code(post("/e/start", "{\"versoin\":1}"))).isEqualTo("400 invalid_parameter");
        assertThat(code(post("/e/start", "{}", "If-Match: \"x\"")))
                .isEqualTo("400 invalid_parameter");
        ok(post("/e/start", "{}"));
        assertThat(code(post("/e/start", "{}"))).isEqualTo("409 wrong_state");
        assertThat(code(post("/e/approve", "{}")))
                .as("no approval is asked for")
                .isEqualTo("409 wrong_state");
        try (RawClient client = Gateway.connect().get(Experiments.PATH)) {
            assertThat(code(client.answer())).isEqualTo("401 invalid_api_key");
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerIs503AndChangesNothing() {
        post("", rollout("e", "slang"));
        ok(post("/e/start", "{}"));
        HttpAnswer answer;
        try (Locked locked = new Locked()) {
            locked.lock("experiment");
            answer = post("/e/rollback", "{}");
            assertThat(ids()).containsExactly("e");
        }

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("2");
        ok(post("/e/rollback", "{}"));
        assertThat(ids()).isEmpty();
    }

    private static String plain(String id, String route, String salt, String more) {
        return "{\"id\":\"" + id + "\",\"route\":\"" + route + "\",\"salt\":\"" + salt
                + "\",\"candidate\":\"tuned\"" + more + "}";
    }
}
