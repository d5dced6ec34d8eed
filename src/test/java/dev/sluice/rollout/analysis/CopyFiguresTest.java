package dev.sluice.rollout.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.record.InferenceRow;
import dev.sluice.rollout.Findings.Shadow;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/** What the database adds up of copies, beside what was served. */
class CopyFiguresTest extends FiguresKit {
    private static ExperimentTables opened;

    CopyFiguresTest() {
        super(opened);
    }

    @BeforeAll
    static void open() throws Exception {
        opened = new ExperimentTables("copy_figures");
    }

    @AfterAll
    static void close() throws Exception {
        opened.close();
    }

    @Test
    void copiesAreComparedWithWhatWasServed() throws Exception {
        copy("completed", "completed", 1.0, 4_000_000, 2_000_000);
        copy("completed", "completed", 0.5, 2_000_000, 1_000_000);
        copy("upstream_failed", "completed", null, 9_000_000, 1_000_000);
        copy("completed", "upstream_timeout", null, 3_000_000, 60_000_000);
        copy("shutdown", "completed", null, 1_000_000, 1_000_000);

        ShadowPlan plan = new ShadowPlan(500, 1_000, null, Duration.ofDays(1));
        Tally tally = tally(rollout("copied").shadow(plan).rollout());

        assertThat(tally.shadow())
                .isEqualTo(new Shadow(
                        4,
                        1,
                        1,
                        0.75,
                        3.0,
                        1.5,
                        new BigDecimal("0.0500000000"),
                        new BigDecimal("0.1000000000")));
        assertThat(tally(rollout("copied").rollout()).shadow()).isNull();
        assertThat(tally(rollout("not-copied").shadow(plan).rollout()).shadow())
                .isEqualTo(new Shadow(0, 0, 0, Double.NaN, Double.NaN, Double.NaN, null, null));
    }

    private void copy(String outcome, String served, Double similarity, long us, long servedUs)
            throws SQLException {
        UUID original = InferenceRow.at(Rollouts.START.plusSeconds(60))
                .set("outcome", served)
                .set("duration_us", servedUs)
                .set("cost", new BigDecimal("0.02"))
                .insert(tables.connection());
        InferenceRow.at(Rollouts.START.plusSeconds(61))
                .set("experiment", "copied")
                .set("variant", "candidate")
                .set("assignment", "shadow")
                .set("shadow_of", original)
                .set("similarity", similarity)
                .set("outcome", outcome)
                .set("duration_us", us)
                .set("cost", new BigDecimal("0.01"))
                .insert(tables.connection());
    }
}
