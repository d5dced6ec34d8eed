package dev.sluice.rollout.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Eventually;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.List;

/** The controller on a real database; its time, and what the figures say, are the test's. */
class ControllerTest extends ControllerKit {
    ControllerTest() {
        super("rollout_control");
    }

    @Test
    void advancesThroughItsStagesAndWritesWhatItDecidedAndOnWhat() {
        run("slang-v2");
        controller(TICK);
        looked();

        steps(3);
        assertThat(column("select state from experiment")).containsExactly("running");
        assertThat(column("select version from experiment"))
                .containsExactly("1"); // Watching changes nothing.
        steps(1);
        assertThat(column("select stage from experiment")).containsExactly("1");
        steps(4);

        assertThat(column("select state || ' ' || outcome || ' ' || winner || ' ' || "
                        + "version from experiment"))
                .containsExactly("completed pass candidate 3");
        assertThat(column("select kind || ' ' || stage from experiment_decision order by id"))
                .containsExactly("stay 0", "advance 0", "stay 1", "complete 1");
        assertThat(column("select by || ' ' || after || ' ' || version from "
                        + "experiment_change order by seq"))
                .containsExactly("controller running 2", "controller completed 3");
        // Counted a moment after it is in the database.
        Eventually.equals(
                () ->
                        registry
                                .find("sluice.experiment.decisions")
                                .tag("kind", "complete")
                                .counters()
                                .stream()
                                .mapToDouble(Counter::count)
                                .sum(),
                1.0);
        assertThat(registry.get("sluice.experiment.leader").gauge().value()).isEqualTo(1);
        JsonObject inputs = new JsonObject(
                column("select inputs from experiment_decision where kind = 'advance'")
                        .getFirst());
        assertThat(inputs.getLong("watched_ms")).isEqualTo(STEP.multipliedBy(4).toMillis());
        assertThat(inputs.getLong("candidate_units")).isEqualTo(1_000);
        JsonObject guardrail = inputs.getJsonArray("guardrails").getJsonObject(0);
        assertThat(guardrail.getString("verdict")).isEqualTo("clear");
        assertThat(guardrail.getDouble("candidate_mean")).isEqualTo(0.01);
    }

    @Test
    void aGuardrailThatIsCrossedTakesBackAtOnce() {
        run("slang-v2");
        controller(TICK);
        looked();
        steps(1);

        harmful = "slang-v2";
        steps(1);

        assertThat(column("select state || ' ' || outcome from experiment"))
                .containsExactly("rolled_back fail");
        assertThat(column("select sentence from experiment_decision where kind = 'roll_back'")
                        .getFirst())
                .startsWith("candidate: errors 17 points higher (20 % against 3 %, "
                        + "with 1,000 units each)");
    }

    @Test
    void oneThatCannotBeLookedAtLeavesTheOthersAlone() {
        run("broken");
        run("unreadable");
        run("slang-v2");
        broken = "broken";
        column("update experiment set definition = '{}' where id = 'unreadable' returning id");
        controller(TICK);
        looked();

        steps(4);

        assertThat(column("select id || ' ' || stage from experiment order by id"))
                .containsExactly("broken 0", "slang-v2 1", "unreadable 0");
    }

    @Test
    void nothingIsDecidedWhereTheRouteIsSwitchedOff() {
        run("slang-v2");
        run("off");
        column("update experiment set route = 'brief' where id = 'off' returning id");
        column("insert into route_switch values ('brief', 'panic', null, now()) returning route");
        controller(TICK);
        looked();

        steps(5);

        assertThat(column("select id || ' ' || stage || ' ' || stage_watched_ms from "
                        + "experiment order by id"))
                .containsExactly("off 0 0", "slang-v2 1 " + STEP.toMillis());
        assertThat(column("select count(*) from experiment_decision where experiment = 'off'"))
                .containsExactly("0");
    }

    @Test
    void whatAPersonHasChangedMeanwhileIsLookedAtAgain() {
        run("slang-v2");
        controller(TICK);
        looked();
        steps(3);
        meanwhile = () -> {
            meanwhile = () -> {};
            column("update experiment set state = 'paused', reason = 'a person', version = "
                    + "version + 1 returning id");
        };

        steps(1);

        Eventually.equals(
                () -> column("select kind || ' ' || stage from experiment_decision order by id"),
                List.of("stay 0", "stay 0"));
        assertThat(column("select sentence from experiment_decision order by id desc limit 1"))
                .containsExactly("Paused (a person): nobody new is enrolled.");
        assertThat(column("select state || ' ' || version from experiment"))
                .containsExactly("paused 2");
    }
}
