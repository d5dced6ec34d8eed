package dev.sluice.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.statistics.Limit;
import dev.sluice.rollout.json.DefinitionJson;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.TestDatabase;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The figures over real sockets; of an experiment that has ended, so that no request of another
 * test meets it.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class AnalysisResourceTest {
    private final String id = "e-" + UUID.randomUUID();
    private Connection connection;

    @BeforeEach
    void insert() throws SQLException {
        connection = TestDatabase.connect(TestDatabase.migrate(TestDatabase.url()));
        String definition = DefinitionJson.text(new Rollouts()
                .id(id)
                .metrics("errors", "rating")
                .guardrail("errors > 5 %", "errors", false, new Limit.Absolute(0.05))
                .definition());
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into experiment (id, route, definition, state, outcome, reason, stage, stage_since, created_at,
                                        started_at, ended_at, changed_at)
                values (?, 'slang', ?, 'rolled_back', 'fail', 'errors', 1, now(), now() - interval '2 days',
                        now() - interval '2 days', now() - interval '1 hour', now())""")) {
            insert.setString(1, id);
            insert.setString(2, definition);
            insert.execute();
        }
        execute("""
                insert into exposure
                select '%1$s', 'u' || i, case i %% 2 when 0 then 'control' else 'candidate' end, 1, gen_random_uuid(),
                       now() - interval '1 day'
                from generate_series(1, 400) i""".formatted(id));
        execute("""
                insert into unit_outcome
                select '%1$s', 'u' || i, case i %% 2 when 0 then 'control' else 'candidate' end, 1, 2, 1,
                       case when i %% 4 = 1 then 0 else 1 end, 0, 0, 0, 0, 0, 1, 1500000, 0, 0, 0, 0, now()
                from generate_series(1, 400) i""".formatted(id));
        execute("insert into experiment_look values ('" + id
                + "', 'candidate', 'errors', '2026-11-20T10:00:00Z', 1, 400, 0.5, 0.25, 0.75)");
    }

    @AfterEach
    void delete() throws SQLException {
        for (String table : new String[] {"exposure", "unit_outcome", "experiment_look"}) {
            execute("delete from " + table + " where experiment = '" + id + "'");
        }
        execute("delete from experiment where id = '" + id + "'");
        connection.close();
    }

    @Test
    void anExperimentThatHasEndedKeepsItsFigures() {
        HttpAnswer answer = get("/api/experiments/" + id + "/analysis");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        JsonObject analysis = answer.json();
        assertThat(analysis.getString("experiment")).isEqualTo(id);
        assertThat(analysis.getString("state")).isEqualTo("rolled_back");
        assertThat(analysis.getInteger("stage")).isEqualTo(1);
        assertThat(analysis.getJsonObject("units").getJsonObject("candidate"))
                .isEqualTo(new JsonObject().put("enrolled", 200).put("in_stage", 200));
        assertThat(analysis.getJsonObject("sample_ratio").getDouble("p")).isEqualTo(1);
        assertThat(analysis.getJsonObject("sample_ratio").getBoolean("enough")).isTrue();
        assertThat(analysis.getJsonObject("sample_ratio").getJsonObject("planned"))
                .isEqualTo(new JsonObject().put("control", 5_000).put("candidate", 5_000));
        JsonObject errors = analysis.getJsonArray("comparisons").getJsonObject(0);
        assertThat(errors.getString("metric")).isEqualTo("errors");
        assertThat(errors.getDouble("estimate")).isEqualTo(0.5);
        assertThat(errors.getBoolean("lower_is_worse")).isFalse();
        assertThat(errors.getDouble("higher_probability")).isGreaterThan(0.99);
        assertThat(errors.getJsonObject("expected_loss").fieldNames())
                .containsExactlyInAnyOrder("if_candidate", "if_control");
        assertThat(errors.getJsonArray("strata").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("stage", 1)
                        .put("share", 5_000)
                        .put("candidate", new JsonObject().put("units", 200).put("mean", 0.5))
                        .put("control", new JsonObject().put("units", 200).put("mean", 0.0)));
        JsonObject rating = analysis.getJsonArray("comparisons").getJsonObject(1);
        assertThat(rating.containsKey("lower")).isTrue();
        assertThat(rating.getValue("lower")).isNull();
        JsonObject guardrail = analysis.getJsonArray("guardrails").getJsonObject(0);
        assertThat(guardrail.getString("verdict")).isEqualTo("crossed");
        assertThat(guardrail.getString("text")).isEqualTo("errors > 5 %");
        assertThat(analysis.getJsonArray("variants").getJsonObject(0).getLong("inferences"))
                .isEqualTo(400);
        assertThat(analysis.getJsonArray("missing")).isEmpty();
        assertThat(analysis.getJsonArray("detectable")).isEmpty();
        assertThat(analysis.getValue("shadow")).isNull();
    }

    @Test
    void looksAreOfOneMetric() {
        HttpAnswer first = get("/api/experiments/" + id + "/looks");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().getString("metric")).isEqualTo("errors");
        assertThat(first.json().getString("candidate")).isEqualTo("candidate");
        assertThat(first.json().getJsonArray("data").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("at", "2026-11-20T10:00:00Z")
                        .put("stage", 1)
                        .put("units", 400)
                        .put("estimate", 0.5)
                        .put("lower", 0.25)
                        .put("upper", 0.75));
        assertThat(get("/api/experiments/" + id + "/looks?candidate=candidate&metric=rating")
                        .json()
                        .getJsonArray("data"))
                .isEmpty();
    }

    @Test
    void namesWhatItDoesNotKnow() {
        HttpAnswer answer =
                get("/api/experiments/" + id + "/looks?candidate=control&metric=ratin&metrics=x");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("code")).isEqualTo("invalid_parameter");
        assertThat(answer.json().getJsonArray("errors"))
                .extracting(it -> ((JsonObject) it).getString("field") + ": "
                        + ((JsonObject) it).getString("expected"))
                .containsExactly(
                        "metrics: no such parameter, did you mean metric?",
                        "candidate: one of candidate",
                        "metric: one of errors, rating, did you mean rating?");
    }

    @Test
    void anExperimentThatIsNotThereIs404() {
        for (String below : new String[] {"analysis", "looks"}) {
            HttpAnswer answer = get("/api/experiments/nothing/" + below);

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json().getString("code")).isEqualTo("experiment_not_found");
            assertThat(answer.json().getString("detail"))
                    .isEqualTo("there is no experiment 'nothing'");
            assertThat(get("/api/experiments/%00%22/" + below).status()).isEqualTo(404);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static HttpAnswer get(String path) {
        try (RawClient client = Gateway.connect().get(path, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }
}
