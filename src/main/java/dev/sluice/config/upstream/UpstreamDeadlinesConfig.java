package dev.sluice.config.upstream;

import dev.sluice.config.bind.Setting;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Deadlines of an upstream, any subset of them; of these and the route's the tighter ones count.
 */
public record UpstreamDeadlinesConfig(
        @Setting("Until the connection stands.") @Nullable Duration connect,

        @Setting("From the request to the head of the answer.") @Nullable
        Duration head,

        @Setting("From the head to the first token.") @Nullable
        Duration firstToken,

        @Setting("Between two tokens.") @Nullable Duration gap,

        @Setting("For one attempt on this upstream; the next rung may still be tried after it.")
        @Nullable
        Duration total) {
    /** An upstream's that sets none. */
    public static final UpstreamDeadlinesConfig NONE =
            new UpstreamDeadlinesConfig(null, null, null, null, null);
}
