package dev.sluice.rollout.control;

import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Running;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The time for which one leader has watched each experiment, and which of them it is to look at. It
 * begins with the leader and ends with it: nobody takes over what another has not written down. Of
 * one thread.
 */
final class Watch {
    private final Duration tick;
    private final Map<String, Seen> seen = new HashMap<>();

    private static final class Seen {
        private final StageClock clock = new StageClock();
        private long version;
        private long nanos;
        private Duration interval = Duration.ZERO;
    }

    /**
     * Begins with nothing seen; the leader wakes up at that pace, which no look can be faster than.
     */
    Watch(Duration tick) {
        this.tick = tick;
    }

    /** Whether the time of an experiment has come: at once when it is new here, or was changed. */
    boolean isDue(String id, long version, long nanosNow) {
        Seen before = seen.get(id);
        // The half of a tick: else one that comes a moment early puts the look off by a whole one.
        return before == null
                || before.version != version
                || nanosNow - before.nanos
                        >= before.interval.minus(tick.dividedBy(2)).toNanos();
    }

    /**
     * The same with the time that it was watched since the look before. One that is held or paused,
     * or that somebody else has changed meanwhile, was not watched.
     */
    Rollout look(Rollout rollout, Instant now, long nanosNow) {
        Seen entry = seen.computeIfAbsent(rollout.id(), ignored -> new Seen());
        entry.interval = interval(rollout);
        Duration watched = entry.clock.look(now, nanosNow, entry.interval);
        boolean same = entry.version == rollout.version();
        entry.version = rollout.version();
        entry.nanos = nanosNow;
        // To the millisecond, as it is written down: whoever reads it again decides by the same
        // figures.
        return same && rollout.state() instanceof Running running
                ? with(
                        rollout,
                        new Running(running.at().watched(Duration.ofMillis(watched.toMillis()))))
                : rollout;
    }

    /**
     * One that could not be looked at: it has its turn again when the others have. What was watched
     * does not count.
     */
    void missed(String id, long version, long nanosNow) {
        Seen entry = seen.computeIfAbsent(id, ignored -> new Seen());
        entry.version = version;
        entry.nanos = nanosNow;
        entry.interval = notBelowTick(Monitoring.NORMAL.every());
    }

    /** Forgets all others. */
    void retain(Collection<String> ids) {
        seen.keySet().retainAll(ids);
    }

    /** How often it is looked at. */
    private Duration interval(Rollout rollout) {
        return notBelowTick(every(rollout.definition().rollout(), rollout.state()));
    }

    private Duration notBelowTick(Duration every) {
        return every.compareTo(tick) < 0 ? tick : every;
    }

    private static Duration every(@Nullable RolloutPlan plan, State state) {
        State.Position at = State.position(state);
        return plan == null || at == null || plan.isShadow(at.stage())
                ? Monitoring.NORMAL.every()
                : plan.stage(at.stage()).monitoring().every();
    }

    private static Rollout with(Rollout rollout, State state) {
        return new Rollout(
                rollout.definition(),
                state,
                rollout.retired(),
                rollout.version(),
                rollout.createdAt(),
                rollout.startedAt(),
                rollout.endedAt(),
                rollout.changedAt());
    }
}
