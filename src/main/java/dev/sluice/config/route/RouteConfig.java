package dev.sluice.config.route;

import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.config.bind.Setting;
import dev.sluice.config.record.RecordingConfig;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A public model name and its policy. */
public record RouteConfig(
        @Setting(value = "Models to try, in order.", required = true)
        List<RungConfig> ladder,

        @Setting("The bounded prefix that is judged before an answer is committed.")
        WindowConfig window,

        @Setting("How the confidence of an answer is determined, for rungs with a threshold.")
        ConfidenceConfig confidence,

        @Setting("How long each phase of an answer may take.")
        DeadlinesConfig deadlines,

        @Setting("Whether a rung that fails is retried.") RetryConfig retry,

        @Setting("Whether the next rung is started when the first token is late.")
        HedgeConfig hedge,

        @Setting(
                value = "Whether an answer that is cut after commit is continued by the next "
                        + "rung whose upstream can.",
                byDefault = "false")
        boolean continuation,

        @Setting("What a streaming client gets while its answer is silent.")
        KeepAliveConfig keepAlive,

        @Setting(
                value = "Maximum number of open inferences on this route. Absent: no limit.",
                min = 1,
                max = 1_000_000)
        @Nullable
        Integer open,

        @Setting(
                value = "What an experiment hashes: user, metadata.<name>, header.<name> or key.",
                byDefault = "user",
                expected = "user, key, metadata.<name> or header.<name>",
                pattern = "user|key|metadata\\..+|header\\..+")
        String unit,

        @Setting(
                value = "Whether experiments and their results are served; false serves the "
                        + "ladder above to everybody.",
                byDefault = "true")
        boolean experiments,

        @Setting("What the record of an inference contains besides figures.")
        RecordingConfig record) {}
