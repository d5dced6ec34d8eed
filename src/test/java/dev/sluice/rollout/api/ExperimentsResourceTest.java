package dev.sluice.rollout.api;

import static dev.sluice.rollout.api.Experiments.code;
import static dev.sluice.rollout.api.Experiments.get;
import static dev.sluice.rollout.api.Experiments.post;
import static dev.sluice.rollout.api.Experiments.query;
import static dev.sluice.rollout.api.Experiments.request;
import static dev.sluice.rollout.api.Experiments.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.rollout.json.DefinitionFields;
import dev.sluice.rollout.store.SnapshotWatch;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
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

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** {@code /api/experiments} over real sockets and on the real database. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class ExperimentsResourceTest {
    @Inject
    SnapshotWatch watch;

    @Inject
    LiveExperiments live;

    @BeforeEach
    void begin() {
        Experiments.clear(watch);
    }

    @AfterEach
    void leaveNothing() {
        Experiments.clear(watch);
    }

    @Test
    void aWholeLife() {
        HttpAnswer created = post("", """
                {"id":"e","route":"slang","candidate":"tuned","guardrails":["errors>5%"],"metrics":["rating"],
                 "rollout":{"stages":[{"share":1000,"duration":"3d","approval":true},{"share":10000}]}}""");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("location")).endsWith("/api/experiments/e");
        assertThat(created.json().getString("state")).isEqualTo("pending");
        assertThat(created.json().getValue("stage")).isNull();
        assertThat(ids()).isEmpty();

        JsonObject started = ok(post("/e/start", "{}", "If-Match: \"1\""));
        assertThat(started.getString("state")).isEqualTo("running");
        assertThat(started.getJsonObject("stage").copy().put("since", "-"))
                .isEqualTo(new JsonObject("""
                        {"index":0,"of":2,"kind":"ramp","share":1000,"since":"-","watched_s":0,"duration_s":259200,
                         "units_needed":100,"approval":true,"approved":false,"monitoring":"normal"}"""));
        assertThat(ids()).as("in force when the answer comes").containsExactly("e");
        assertThat(ok(post("/e/approve", "")).getJsonObject("stage").getBoolean("approved"))
                .isTrue();
        assertThat(ok(post("/e/pause", "{\"reason\":\"lunch\"}")).getString("reason"))
                .isEqualTo("lunch");
        assertThat(live.find("e"))
                .isNotNull()
                .satisfies(it -> assertThat(it.enrolled()).isNotNull());
        assertThat(ok(post("/e/resume", "{}")).getString("state")).isEqualTo("running");
        JsonObject concluded = ok(post("/e/conclude", "{\"winner\":\"candidate\"}"));
        assertThat(concluded.getString("state") + " " + concluded.getString("outcome") + " "
                        + concluded.getString("winner"))
                .isEqualTo("completed pass candidate");
        assertThat(concluded.getJsonObject("stage"))
                .as("where it ended")
                .isEqualTo(new JsonObject("""
                        {"index":0,"of":2,"kind":"ramp","share":1000,"since":null,"watched_s":null,"duration_s":259200,
                         "units_needed":100,"approval":true,"approved":false,"monitoring":"normal"}"""));
        assertThat(ids()).isEmpty();
        assertThat(live.current().standing()).hasSize(1);
        JsonObject retired = ok(post("/e/retire", "{\"version\":6}"));
        assertThat(retired.getBoolean("retired")).isTrue();
        assertThat(live.current().standing()).isEmpty();

        assertThat(changes("e"))
                .containsExactly(
                        "retire key:tests completed completed 7 retired by key:tests",
                        "complete key:tests running completed 6 concluded by key:tests",
                        "resume key:tests paused running 5 resumed by key:tests",
                        "pause key:tests running paused 4 lunch",
                        "approve key:tests running running 3 approved by key:tests",
                        "start key:tests pending running 2 started by key:tests",
                        "create key:tests null pending 1 created by key:tests");
    }

    @Test
    void aDefinitionCanBePostedAgain() {
        JsonObject view = post("", rollout("e", "slang")).json();

        JsonObject again = view.getJsonObject("definition").put("id", "f").put("salt", "f");
        JsonObject other = post("", again.encode()).json();

        assertThat(other.getJsonObject("definition")).isEqualTo(again);
        assertThat(other.getJsonArray("stages"))
                .isEqualTo(view.getJsonArray("stages"))
                .hasSize(4);
        assertThat(get("?route=slang&state=pending").json().getJsonArray("data").stream()
                        .map(it -> ((JsonObject) it).getString("id")))
                .containsExactly("f", "e");
    }

    @Test
    void aRollbackNeedsNoVersionAndCanBeRepeated() {
        post("", rollout("e", "slang"));
        assertThat(code(post("/e/rollback", "{}"))).isEqualTo("409 wrong_state");
        ok(post("/e/start", "{}"));

        JsonObject first = ok(post("/e/rollback", "{\"reason\":\"it shouts\",\"version\":1}"));
        JsonObject second = ok(post("/e/rollback", "{\"reason\":\"again\"}"));

        assertThat(first.getString("state")).isEqualTo("rolled_back");
        assertThat(first.getString("outcome")).isEqualTo("inconclusive");
        assertThat(second).isEqualTo(first);
        assertThat(ids()).isEmpty();
        post("", rollout("f", "slang"));
        ok(post("/f/start", "{}"));
        ok(post("/f/conclude", "{\"winner\":\"candidate\"}"));
        assertThat(ok(post("/f/rollback", "{}")).getString("reason"))
                .isEqualTo("rolled back by key:tests");
        assertThat(live.current().standing()).isEmpty();
    }

    @Test
    void aWinnerThatTheConfigurationServesIsNotTakenBackHere() {
        post("", rollout("e", "slang"));
        ok(post("/e/start", "{}"));
        ok(post("/e/conclude", "{\"winner\":\"candidate\"}"));
        ok(post("/e/retire", "{}"));

        assertThat(post("/e/rollback", "{}").json().getString("detail"))
                .isEqualTo("experiment e is completed; it was retired, and candidate is served by "
                        + "sluice.yaml:"
                        + " take it out there");
    }

    @Test
    void ofTwoWhoHaveSeenTheSameVersionOneHasItsWay() {
        post("", rollout("e", "slang"));
        ok(post("/e/start", "{}"));

        List<CompletableFuture<Integer>> both = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> post("/e/" + (i == 0 ? "stop" : "pause"), "{\"version\":2}")
                                .status()))
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
                        () -> post("/" + (i == 0 ? "e" : "f") + "/start", "{}").status()))
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
    void isDefinedAnewOnlyWhilePending() {
        post("", rollout("e", "slang"));

        assertThat(code(request("PUT", "/e", rollout("e", "brief"))))
                .isEqualTo("400 invalid_parameter");
        JsonObject replaced = ok(request("PUT", "/e", rollout("e", "brief"), "If-Match: \"1\""));
        assertThat(replaced.getString("route") + replaced.getLong("version")).isEqualTo("brief2");
        assertThat(code(request("PUT", "/e", rollout("e", "slang"), "If-Match: \"1\"")))
                .isEqualTo("409 version_conflict");
        assertThat(code(request("PUT", "/e", rollout("f", "slang"), "If-Match: \"2\"")))
                .isEqualTo("400 invalid_parameter");
        assertThat(code(request("PUT", "/f", rollout("f", "slang"), "If-Match: \"2\"")))
                .isEqualTo("404 experiment_not_found");
        ok(post("/e/start", "{}"));
        assertThat(code(request("PUT", "/e", rollout("e", "slang"), "If-Match: \"3\"")))
                .isEqualTo("409 wrong_state");
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
    void whatCanNotBeDecidedIsApprovedAlsoWhereNoStageAsksForIt() {
        post("", rollout("e", "slang"));
        ok(post("/e/start", "{}"));
        query("update experiment set state = 'held', hold = 'undecided', reason = 'undecided: "
                + "nobody came' "
                + "returning id");
        assertThat(get("/e").json().getJsonObject("stage").getBoolean("approval"))
                .isTrue();

        JsonObject stage = ok(post("/e/approve", "{}")).getJsonObject("stage");

        assertThat(stage.getBoolean("approved")).isTrue();
        query("update experiment set state = 'held', hold = 'no traffic', reason = 'no traffic: "
                + "nobody came', "
                + "approved = -1 returning id");
        assertThat(code(post("/e/approve", "{}"))).isEqualTo("409 wrong_state");
    }

    @Test
    void aRouteIsSwitchedOffAndOnAgain() {
        post("", rollout("e", "slang"));
        ok(post("/e/start", "{}"));
        assertThat(get("/routes/slang/switch").json().getBoolean("switched_off"))
                .isFalse();

        JsonObject off = ok(request("PUT", "/routes/slang/switch", "{\"reason\":\"panic\"}"));

        assertThat(off.getString("reason") + off.getString("key")).isEqualTo("panictests");
        assertThat(live.current().killed()).containsExactly("slang");
        assertThat(get("/e").json().getBoolean("switched_off")).isTrue();
        assertThat(code(request("PUT", "/routes/slan/switch", "{\"reason\":\"panic\"}")))
                .isEqualTo("404 route_not_found");
        assertThat(code(request("PUT", "/routes/slang/switch", "{}")))
                .isEqualTo("400 invalid_parameter");
        JsonObject on = ok(request("DELETE", "/routes/slang/switch", ""));
        assertThat(on.getBoolean("switched_off")).isFalse();
        assertThat(live.current().killed()).isEmpty();
        assertThat(query("select action || ' ' || by || ' ' || reason from "
                        + "experiment_change where experiment is null order by seq"))
                .containsExactly(
                        "switch_off key:tests panic",
                        "switch_on key:tests switched on by key:tests");
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

    @Test
    void isDescribed() {
        HttpAnswer answer;
        try (RawClient client =
                Gateway.connect().get("/q/openapi?format=json", Gateway.AUTHORIZATION)) {
            answer = client.answer();
        }
        JsonObject api = new JsonObject(answer.body());
        JsonObject paths = api.getJsonObject("paths");
        assertThat(paths.fieldNames())
                .contains(
                        "/api/experiments",
                        "/api/experiments/{id}",
                        "/api/experiments/{id}/changes",
                        "/api/experiments/routes/{route}/switch");
        for (String command : List.of(
                "start", "pause", "resume", "stop", "approve", "conclude", "rollback", "retire")) {
            assertThat(paths.getJsonObject("/api/experiments/{id}/" + command).fieldNames())
                    .as(command)
                    .contains("post");
        }
        JsonObject schemas = api.getJsonObject("components").getJsonObject("schemas");
        assertThat(fields(schemas, "ExperimentDefinition"))
                .containsExactlyInAnyOrderElementsOf(DefinitionFields.all());
        JsonObject view = post("", rollout("e", "slang")).json();
        assertThat(fields(schemas, "Experiment"))
                .containsExactlyInAnyOrderElementsOf(view.fieldNames());
        ok(post("/e/start", "{}"));
        assertThat(fields(schemas, "ExperimentChange"))
                .containsExactlyInAnyOrderElementsOf(get("/e/changes")
                        .json()
                        .getJsonArray("data")
                        .getJsonObject(0)
                        .fieldNames());
    }

    private static Set<String> fields(JsonObject schemas, String name) {
        return schemas.getJsonObject(name).getJsonObject("properties").fieldNames();
    }

    private List<String> ids() {
        return live.current().experiments().stream().map(LiveExperiment::id).toList();
    }

    private static JsonObject ok(HttpAnswer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static String plain(String id, String route, String salt, String more) {
        return "{\"id\":\"" + id + "\",\"route\":\"" + route + "\",\"salt\":\"" + salt
                + "\",\"candidate\":\"tuned\"" + more + "}";
    }

    private static List<String> changes(String id) {
        JsonArray data = get("/" + id + "/changes").json().getJsonArray("data");
        return data.stream()
                .map(JsonObject.class::cast)
                .map(it -> it.getString("action") + " " + it.getString("by") + " "
                        + it.getString("before") + " " + it.getString("after") + " "
                        + it.getLong("version") + " " + it.getString("reason"))
                .toList();
    }
}
