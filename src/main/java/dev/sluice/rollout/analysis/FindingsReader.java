package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.statistics.SampleRatio;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.FindingsSource;
import dev.sluice.rollout.Rollout;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

import jakarta.enterprise.context.ApplicationScoped;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Makes findings from the figures in the database and keeps looks for the plot. */
@ApplicationScoped
public class FindingsReader implements FindingsSource {
    private final AnalysisRepository figures;
    private final LookRepository looks;

    FindingsReader(AnalysisRepository figures, LookRepository looks) {
        this.figures = figures;
        this.looks = looks;
    }

    @Override
    public Future<Findings> look(SqlConnection connection, Rollout rollout, Instant now) {
        return figures.tally(connection, rollout, now)
                .compose(tally -> looks.keep(
                                connection, rollout, now, Look.all(rollout.definition(), tally))
                        .map(kept -> findings(rollout, tally, now)));
    }

    static Findings findings(Rollout rollout, Tally tally, Instant now) {
        Definition definition = rollout.definition();
        int stage = Stages.present(rollout.state());
        return new Findings(
                now,
                Verdicts.of(definition, tally),
                ratio(definition, stage, tally),
                definition.candidates().stream()
                        .mapToLong(it -> tally.enrolled(it.name(), stage))
                        .min()
                        .orElse(0),
                tally.enrolled(definition.control().name(), stage),
                definition.variants().stream()
                        .mapToLong(it -> tally.enrolled(it.name()))
                        .sum(),
                tally.conflicts(),
                tally.lastServed(),
                FeedbackShift.in(definition, tally),
                tally.shadow());
    }

    private static SampleRatio ratio(Definition definition, int stage, Tally tally) {
        List<Long> enrolled = definition.variants().stream()
                .map(it -> tally.enrolled(it.name(), stage))
                .toList();
        return SampleRatio.of(
                enrolled, Arrays.stream(definition.at(stage).planned()).boxed().toList());
    }
}
