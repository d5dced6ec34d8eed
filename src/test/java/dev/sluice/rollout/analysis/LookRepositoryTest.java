package dev.sluice.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

class LookRepositoryTest {
    private static ExperimentTables tables;

    private final LookRepository looks = new LookRepository();

    @BeforeAll
    static void open() throws Exception {
        tables = new ExperimentTables("analysis_looks");
    }

    @AfterAll
    static void close() throws Exception {
        tables.close();
    }

    @Test
    void aLookIsReadAsItWas() throws Exception {
        Rollout rollout = new Rollouts()
                .id("one")
                .state(Rollouts.running(1, Duration.ZERO, false))
                .rollout();
        Instant at = Rollouts.START.plusSeconds(600);

        assertThat(keep(
                        rollout,
                        at,
                        new Look("candidate", "errors", 812, 0.01, -0.02, 0.04),
                        new Look("candidate", "latency", 800, 0.5, 0.25, 0.75)))
                .isEqualTo(2);

        assertThat(read("one", "errors"))
                .containsExactly(new LookView(at, 1, 812, 0.01, -0.02, 0.04));
        assertThat(read("one", "rating")).isEmpty();
    }

    @Test
    void oneThatIsTooNearIsNotKept() throws Exception {
        Rollout rollout = new Rollouts().id("near").rollout();
        Look look = new Look("candidate", "errors", 812, 0.01, -0.02, 0.04);

        assertThat(keep(rollout, Rollouts.START, look)).isZero();
        assertThat(keep(rollout, Rollouts.START.plusSeconds(2_000), look)).isEqualTo(1);
        assertThat(keep(rollout, Rollouts.START.plusSeconds(2_007), look)).isZero();
        assertThat(keep(
                        rollout,
                        Rollouts.START.plusSeconds(2_007),
                        new Look("candidate", "latency", 1, 1, 1, 1)))
                .isEqualTo(1);
        assertThat(keep(rollout, Rollouts.START.plusSeconds(2_008), look)).isEqualTo(1);
        assertThat(keep(rollout, Rollouts.START.plusSeconds(1_000), look)).isZero();
    }

    @Test
    void aMonthOfLooksStaysAPlot() throws Exception {
        Rollout rollout = new Rollouts().id("month").rollout();
        Duration longest = Duration.ZERO;
        // Every 40 minutes, that is more often than once in a stretch of the 30 days.
        for (int i = 1; i <= 30 * 36; i++) {
            keep(
                    rollout,
                    Rollouts.START.plus(Duration.ofMinutes(40L * i)),
                    new Look("candidate", "errors", i, 0, -1, 1));
        }

        List<LookView> kept = read("month", "errors");

        assertThat(kept).hasSizeBetween(LookRepository.POINTS_MAX / 2, LookRepository.POINTS_MAX);
        for (int i = 1; i < kept.size(); i++) {
            Duration gap = Duration.between(kept.get(i - 1).at(), kept.get(i).at());
            longest = gap.compareTo(longest) > 0 ? gap : longest;
        }
        assertThat(longest).isLessThan(Duration.ofDays(30).dividedBy(100));
        assertThat(kept.getFirst().at()).isEqualTo(Rollouts.START.plus(Duration.ofMinutes(40)));
        assertThat(kept.getLast().at()).isAfter(Rollouts.START.plus(Duration.ofDays(29)));
    }

    @Test
    void oneThatHasNotBegunHasNone() throws Exception {
        Rollout running = new Rollouts().rollout();
        Rollout pending = new Rollout(
                running.definition(),
                new State.Pending(),
                false,
                1,
                Rollouts.START,
                null,
                null,
                Rollouts.START);

        assertThat(keep(
                        pending,
                        Rollouts.START.plusSeconds(10),
                        new Look("candidate", "errors", 200, 0, -1, 1)))
                .isZero();
    }

    private int keep(Rollout rollout, Instant at, Look... some) throws Exception {
        return tables.with(connection -> looks.keep(connection, rollout, at, List.of(some)));
    }

    private List<LookView> read(String experiment, String metric) throws Exception {
        return tables.with(connection -> looks.read(connection, experiment, "candidate", metric));
    }
}
