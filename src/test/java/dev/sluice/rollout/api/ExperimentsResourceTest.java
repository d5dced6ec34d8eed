package dev.sluice.rollout.api;

import static dev.sluice.rollout.api.Experiments.code;
import static dev.sluice.rollout.api.Experiments.get;
import static dev.sluice.rollout.api.Experiments.post;
import static dev.sluice.rollout.api.Experiments.query;
import static dev.sluice.rollout.api.Experiments.request;
import static dev.sluice.rollout.api.Experiments.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.json.DefinitionFields;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.util.List;
import java.util.Set;

/** {@code /api/experiments} over real sockets and on the real database. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class ExperimentsResourceTest extends ExperimentsKit {
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
}
