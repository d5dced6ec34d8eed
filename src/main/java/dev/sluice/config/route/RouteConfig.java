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

        @Setting("How the confidence of an answer is found out, for rungs with a threshold.")
        ConfidenceConfig confidence,

        @Setting("How long each phase of an answer may take.")
        DeadlinesConfig deadlines,

        @Setting("Whether a rung that fails is tried again.")
        RetryConfig retry,

        @Setting("Whether the next rung is started when the first token is late.")
        HedgeConfig hedge,

        @Setting(
                value = "Whether an answer that is cut after commit is carried on by the next "
                        + "rung whose upstream can.",
                byDefault = "false")
        boolean continuation,

        @Setting("What a streaming client is sent while its answer has nothing to say.")
        KeepAliveConfig keepAlive,

        @Setting(
                value = "Inferences on this route that are open at once. Absent: no limit.",
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
                value = "Whether experiments and what they have left are served; false serves the "
                        + "ladder above to everybody.",
                byDefault = "true")
        boolean experiments,

        @Setting("What the record of an inference holds beyond the figures.")
        RecordingConfig record) {}
