package dev.sluice.config.upstream;

import dev.sluice.config.bind.Setting;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Deadlines of an upstream; each is optional. If the route has one too, the shorter one applies.
 */
public record UpstreamDeadlinesConfig(
        @Setting("Until the connection is established.") @Nullable
        Duration connect,

        @Setting("From the request to the head of the answer.") @Nullable
        Duration head,

        @Setting("From the head to the first token.") @Nullable
        Duration firstToken,

        @Setting("Between two tokens.") @Nullable Duration gap,

        @Setting("For one attempt on this upstream; the next rung may still be tried after it.")
        @Nullable
        Duration total) {
    /** For an upstream that sets none. */
    public static final UpstreamDeadlinesConfig NONE =
            new UpstreamDeadlinesConfig(null, null, null, null, null);
}
