package dev.sluice.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param repetitions how often each target gets its turn
 * @param startUps how often the gateway is started
 * @param warmUp how long the gateway is asked before anything counts, per shape and number of
 *     connections
 * @param latency how long one repetition at one connection lasts
 * @param throughput how long one repetition at many connections lasts; whole seconds, since wrk
 *     knows no others
 * @param connections how many connections the throughput is measured on
 * @param firstTokens streams of one repetition whose first token is timed
 * @param streams how paced streams are measured
 * @param ladders how windows, ladders and hedges are measured
 * @param growths repetitions with ten times the routes and keys
 * @param questions how often the local model is asked in one repetition
 * @param local when the local model has taken this long, no further repetition of it begins
 */
public record BenchPlan(
        int repetitions,
        int startUps,
        Duration warmUp,
        Duration latency,
        Duration throughput,
        int connections,
        int firstTokens,
        Streams streams,
        Ladders ladders,
        int growths,
        int questions,
        Duration local) {
    /**
     * How paced streams are measured.
     *
     * @param counts how many at once, from few to many; a target that fails at one is not asked for
     *     more
     * @param tokens of each stream, at 20 a second
     * @param repetitions how often all of it is measured
     */
    public record Streams(List<Integer> counts, int tokens, int repetitions) {
        public Streams {
            counts = List.copyOf(counts);
        }
    }

    /**
     * How ladders are measured.
     *
     * @param windows streams of one repetition through each window
     * @param rounds how often each route gets its turn
     * @param turn how long a turn lasts; whole seconds
     * @param hedged streams of one repetition, each with or without a hedge
     */
    public record Ladders(int windows, int rounds, Duration turn, int hedged) {}

    /**
     * How long a target is warmed up: one that is compiled ahead of time only opens its
     * connections.
     */
    Duration warmUp(Target target) {
        return target.name().equals(Target.GATEWAY) ? warmUp : warmUp.dividedBy(5);
    }

    /** For figures that are published; takes some twenty minutes. */
    public static final BenchPlan FULL = new BenchPlan(
            5,
            5,
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofSeconds(4),
            32,
            60,
            new Streams(List.of(500, 1000, 2000, 4000), 100, 5),
            new Ladders(50, 10, Duration.ofSeconds(2), 600),
            5,
            3,
            Duration.ofSeconds(100));

    /** For a quick look; takes some two and a half minutes on a calm machine. */
    public static final BenchPlan QUICK = new BenchPlan(
            3,
            1,
            Duration.ofSeconds(3),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            32,
            12,
            new Streams(List.of(200, 500), 30, 1),
            new Ladders(6, 3, Duration.ofSeconds(1), 200),
            1,
            1,
            Duration.ofSeconds(12));
}
