package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.telemetry.ExperimentMeters.Stage;
import dev.sluice.telemetry.ExperimentMeters.State;
import dev.sluice.vocabulary.DecisionKind;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

import java.util.List;

class ExperimentMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ExperimentMeters meters = new ExperimentMeters(registry);

    @Test
    void theGaugesOfAnExperimentGoWithIt() {
        meters.live(List.of(new Stage("a", "r", 1_000), new Stage("b", "r", 10_000)));
        meters.states(List.of(new State("a", "r", "running"), new State("b", "r", "held")));
        meters.sampleRatio("a", 0.25);
        meters.sampleRatio("b", 0.5);
        assertThat(gauge("sluice.experiment.stage", "b")).isEqualTo(10_000);
        assertThat(gauge("sluice.experiment.sample.ratio.p", "b")).isEqualTo(0.5);
        assertThat(registry.get("sluice.experiment.state")
                        .tag("state", "held")
                        .gauge()
                        .value())
                .isEqualTo(1);

        meters.live(List.of(new Stage("a", "r", 2_500)));
        meters.states(List.of(new State("a", "r", "paused")));

        assertThat(gauge("sluice.experiment.stage", "a")).isEqualTo(2_500);
        assertThat(gauge("sluice.experiment.sample.ratio.p", "a")).isEqualTo(0.25);
        for (String name : List.of("stage", "state", "sample.ratio.p")) {
            assertThat(registry.find("sluice.experiment." + name)
                            .tag("experiment", "b")
                            .gauge())
                    .as(name)
                    .isNull();
        }
        assertThat(registry.find("sluice.experiment.state").gauges()).hasSize(1);
    }

    @Test
    void countsAndShowsTheRest() {
        meters.exposed("a", "candidate");
        meters.tripped("a", "candidate");
        meters.decided("a", DecisionKind.ADVANCE);
        meters.leads(true);
        meters.inForce(41);
        meters.snapshotConfirmed();

        assertThat(registry.get("sluice.exposures").counter().count()).isEqualTo(1);
        assertThat(registry.get("sluice.experiment.trips").counter().count()).isEqualTo(1);
        assertThat(registry.get("sluice.experiment.decisions")
                        .tag("kind", "advance")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("sluice.experiment.leader").gauge().value()).isEqualTo(1);
        assertThat(registry.get("sluice.experiment.snapshot.sequence").gauge().value())
                .isEqualTo(41);
        assertThat(registry.get("sluice.experiment.snapshot.age").gauge().value())
                .isBetween(0.0, 60.0);
    }

    private double gauge(String name, String experiment) {
        return registry.get(name).tag("experiment", experiment).gauge().value();
    }
}
