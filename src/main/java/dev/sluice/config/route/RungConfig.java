package dev.sluice.config.route;

import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.config.bind.Setting;

import org.jspecify.annotations.Nullable;

/** One step of a ladder. */
public record RungConfig(
        @Setting(value = "Name of the model to try.", required = true)
        String model,

        @Setting(
                value = "Confidence below which the next rung is tried, from 0 to 1. Absent: the "
                        + "answer is taken as it is.",
                min = 0,
                max = 1)
        @Nullable
        Double threshold,

        @Setting("How this rung's confidence is determined. Absent: as the route says.") @Nullable
        ConfidenceConfig confidence) {}
