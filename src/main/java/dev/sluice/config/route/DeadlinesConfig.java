package dev.sluice.config.route;

import dev.sluice.config.bind.Setting;

import java.time.Duration;

/** How long each phase of one attempt may take. */
public record DeadlinesConfig(
        @Setting(value = "Until the connection is established.", byDefault = "2s")
        Duration connect,

        @Setting(
                value = "From the request to the head of the answer; includes the wait for a slot "
                        + "of the local engine.",
                byDefault = "30s")
        Duration head,

        @Setting(value = "From the head to the first token.", byDefault = "30s")
        Duration firstToken,

        @Setting(value = "Between two tokens.", byDefault = "30s")
        Duration gap,

        @Setting(value = "For the whole answer.", byDefault = "10m")
        Duration total) {}
