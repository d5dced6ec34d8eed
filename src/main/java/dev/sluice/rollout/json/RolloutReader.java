package dev.sluice.rollout.json;

import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.experiment.definition.Undecided;
import dev.sluice.web.Defaults;
import dev.sluice.web.JsonFields;
import dev.sluice.web.TimeSpan;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the stages of a rollout. */
final class RolloutReader {
    private static final List<String> FIELDS = List.of("shadow", "stages", "holdback", "undecided");
    private static final List<String> SHADOW_FIELDS =
            List.of("share", "requests", "cost", "duration");
    private static final List<String> STAGE_FIELDS =
            List.of("share", "duration", "units", "monitoring", "approval", "evidence");
    private static final List<String> UNDECIDED_FIELDS = List.of("after", "then");

    private static final int STAGES_MOST = 20;
    private static final int ALL = 10_000;

    /** Above it there is no room for a control of the same size beside the candidate. */
    private static final int CONCURRENT_MOST = 5_000;

    private static final int SHADOW_SHARE = 500;
    private static final long SHADOW_REQUESTS = 1_000;
    private static final long UNITS = 100;
    private static final long COUNT_MOST = 1_000_000_000;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration UNDECIDED_AFTER = Duration.ofDays(28);

    private RolloutReader() {}

    static RolloutPlan read(JsonFields in) {
        in.allowOnly(FIELDS);
        JsonFields shadowFields = in.has("shadow") ? in.object("shadow") : null;
        ShadowPlan shadow = shadowFields == null ? null : shadow(shadowFields);
        List<StagePlan> stages = in.has("stages") ? stages(in) : RolloutPlan.DEFAULT_STAGES;
        int holdback = Defaults.small(in, "holdback", 0, CONCURRENT_MOST, 0);
        return new RolloutPlan(shadow, stages, holdback, undecided(in, longest(shadow, stages)));
    }

    private static ShadowPlan shadow(JsonFields in) {
        in.allowOnly(SHADOW_FIELDS);
        return new ShadowPlan(
                Defaults.small(in, "share", 1, ALL, SHADOW_SHARE),
                Defaults.whole(in, "requests", 1, COUNT_MOST, SHADOW_REQUESTS),
                cost(in),
                Defaults.span(in, "duration", DAY));
    }

    private static @Nullable BigDecimal cost(JsonFields in) {
        Double cost = in.numberOrNull("cost", 1e-9, 1e9, "an amount of USD above 0");
        return cost == null ? null : BigDecimal.valueOf(cost).stripTrailingZeros();
    }

    private static List<StagePlan> stages(JsonFields in) {
        List<JsonFields> objects = in.objects("stages", STAGES_MOST);
        if (objects == null) {
            return RolloutPlan.DEFAULT_STAGES;
        }
        if (objects.isEmpty()) {
            in.fail(
                    "stages",
                    "1 to " + STAGES_MOST + " stages, or none for 10 %, 25 %, 50 % and everybody");
            return RolloutPlan.DEFAULT_STAGES;
        }
        List<StagePlan> stages = new ArrayList<>();
        int before = 0;
        for (int i = 0; i < objects.size(); i++) {
            StagePlan stage = stage(objects.get(i), i == objects.size() - 1, before);
            before = stage.share();
            stages.add(stage);
        }
        return stages;
    }

    private static StagePlan stage(JsonFields in, boolean isLast, int before) {
        in.allowOnly(STAGE_FIELDS);
        Long share = in.whole("share", 1, ALL);
        if (share != null && isLast && share != ALL) {
            in.fail("share", "10000 basis points, because the last stage is everybody");
        } else if (share != null && !isLast && share > CONCURRENT_MOST) {
            in.fail(
                    "share",
                    "1 to 5000 basis points before the last stage: the control gets as many");
        } else if (share != null && share <= before) {
            in.fail("share", "more than the " + before + " of the stage before");
        }
        return new StagePlan(
                share == null ? before : share.intValue(),
                Defaults.span(in, "duration", DAY),
                Defaults.whole(in, "units", 0, COUNT_MOST, isLast ? 0 : UNITS),
                Defaults.choice(
                        in, "monitoring", Monitoring.class, Monitoring::label, Monitoring.NORMAL),
                Defaults.truth(in, "approval"),
                Defaults.truth(in, "evidence"));
    }

    private static Duration longest(@Nullable ShadowPlan shadow, List<StagePlan> stages) {
        return Stream.concat(
                        stages.stream().map(StagePlan::duration),
                        Stream.ofNullable(shadow).map(ShadowPlan::duration))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static Undecided undecided(JsonFields in, Duration longest) {
        Duration byDefault =
                UNDECIDED_AFTER.compareTo(longest) > 0 ? UNDECIDED_AFTER : longest.multipliedBy(2);
        JsonFields fields = in.has("undecided") ? in.object("undecided") : null;
        if (fields == null) {
            return new Undecided(byDefault, Undecided.Then.HOLD);
        }
        fields.allowOnly(UNDECIDED_FIELDS);
        Duration after = Defaults.span(fields, "after", byDefault);
        if (after.compareTo(longest) <= 0) {
            fields.fail(
                    "after", "more than the " + TimeSpan.write(longest) + " of the longest stage");
        }
        return new Undecided(
                after,
                Defaults.choice(
                        fields,
                        "then",
                        Undecided.Then.class,
                        Undecided.Then::label,
                        Undecided.Then.HOLD));
    }
}
