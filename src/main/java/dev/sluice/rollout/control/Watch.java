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
 * How long one leader has watched each experiment, and which are due for a look. It lives as long
 * as the leader: time that was not stored is lost. For one thread.
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

    /** @param tick how often the leader wakes up; looks can't be more frequent */
    Watch(Duration tick) {
        this.tick = tick;
    }

    /**
     * Whether an experiment is due for a look; one that is new here, or was changed, is at once.
     */
    boolean isDue(String id, long version, long nanosNow) {
        Seen before = seen.get(id);
        // Half a tick early will do: else one that comes a moment early delays the look by a tick.
        return before == null
                || before.version != version
                || nanosNow - before.nanos
                        >= before.interval.minus(tick.dividedBy(2)).toNanos();
    }

    /**
     * Adds the time watched since the last look. One that is held or paused, or that somebody else
     * has changed meanwhile, was not watched.
     */
    Rollout look(Rollout rollout, Instant now, long nanosNow) {
        Seen entry = seen.computeIfAbsent(rollout.id(), ignored -> new Seen());
        entry.interval = interval(rollout);
        Duration watched = entry.clock.look(now, nanosNow, entry.interval);
        boolean same = entry.version == rollout.version();
        entry.version = rollout.version();
        entry.nanos = nanosNow;
        // To the millisecond, as it is stored: whoever reads it back decides by the same figures.
        return same && rollout.state() instanceof Running running
                ? with(
                        rollout,
                        new Running(running.at().watched(Duration.ofMillis(watched.toMillis()))))
                : rollout;
    }

    /**
     * Notes that one could not be looked at: it is due again after the normal interval, and the
     * time since the last look does not count.
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
