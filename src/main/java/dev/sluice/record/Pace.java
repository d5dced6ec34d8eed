package dev.sluice.record;

import dev.sluice.jobs.BackOff;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long the applier rests: after a batch, so that the database's work does not take the
 * processors from answers in progress; after a failure, so that a recovering database is not
 * overwhelmed. Pure except for the jitter.
 */
final class Pace {
    /**
     * While the log has room, batches may take a sixteenth of the time; on two cores, more would
     * slow the answers down.
     */
    private static final int REST_FACTOR = 15;

    /** Above this fill level the rests get shorter, down to none. */
    private static final double HALF_FULL = 0.5;

    private static final double NEARLY_FULL = 0.9;

    /**
     * The rest when there is nothing more to read. With the writer's 50 ms, a record still shows up
     * well within 200 ms.
     */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long REST_MAX_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration BACK_OFF_FIRST = Duration.ofMillis(100);
    private static final Duration BACK_OFF_LONGEST = Duration.ofSeconds(5);

    private final BackOff backOff;

    Pace(RandomGenerator random) {
        this.backOff = new BackOff(BACK_OFF_FIRST, BACK_OFF_LONGEST, 0.25, random);
    }

    /**
     * The rest after a batch that was stored, in nanoseconds. The fuller the log, the shorter:
     * dropped records are worse than slower answers.
     *
     * @param took how long the batch took, in nanoseconds
     * @param full whether there is more to read
     * @param fill how much of the log's limit is used, from 0 to 1
     */
    long afterBatch(long took, boolean full, double fill) {
        backOff.reset();
        double room = Math.clamp((NEARLY_FULL - fill) / (NEARLY_FULL - HALF_FULL), 0, 1);
        double factor = REST_FACTOR * room;
        long rest = Math.min(REST_MAX_NANOS, (long) (took * factor));
        return full ? rest : Math.max(rest, IDLE_NANOS);
    }

    /**
     * The rest after a failure, in nanoseconds: doubles each time up to five seconds, with a
     * quarter of it random.
     */
    long afterFailure() {
        return backOff.next().toNanos();
    }
}
