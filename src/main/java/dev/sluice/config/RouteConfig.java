package dev.sluice.config;

import java.util.List;

/** A public model name and its policy. */
public record RouteConfig(
        @Setting(value = "Models to try, in order.", required = true)
        List<RungConfig> ladder,

        @Setting("The bounded prefix that is judged before an answer is committed.")
        WindowConfig window,

        @Setting("How long each phase of an answer may take.")
        DeadlinesConfig deadlines,

        @Setting(
                value = "What an experiment hashes: user, metadata.<name>, header.<name> or key.",
                byDefault = "user",
                expected = "user, key, metadata.<name> or header.<name>",
                pattern = "user|key|metadata\\..+|header\\..+")
        String unit,

        @Setting("What the record of an inference holds beyond the figures.")
        RecordingConfig record) {}
