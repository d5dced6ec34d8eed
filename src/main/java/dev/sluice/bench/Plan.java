package dev.sluice.bench;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param repetitions how often each target gets its turn
 * @param startUps how often the gateway is started
 * @param warmUp how long each target is asked before anything counts, per shape and number of connections
 * @param latency how long one repetition at one connection lasts
 * @param throughput how long one repetition at many connections lasts; whole seconds, since wrk knows no others
 * @param connections how many are many
 * @param questions how often the local model is asked in one repetition
 * @param local when the local model has taken this long, no further repetition of it begins
 */
public record Plan(
        int repetitions,
        int startUps,
        Duration warmUp,
        Duration latency,
        Duration throughput,
        int connections,
        int questions,
        Duration local) {
    /** What a figure in a document should come from: some five minutes. */
    public static final Plan FULL = new Plan(
            5, 5, Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(4), 32, 3, Duration.ofSeconds(100));

    /** A look: less than a minute on a calm machine. */
    public static final Plan QUICK = new Plan(
            3,
            1,
            Duration.ofMillis(1500),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            32,
            1,
            Duration.ofSeconds(12));
}
