package dev.sluice.rollout.control;

import dev.sluice.rollout.Findings;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State.Live;

import java.time.Duration;
import java.time.Instant;

/**
 * A leader, or one that takes itself for one: it may have read the row before somebody else changed
 * it.
 */
final class Replica {
    static final Duration TICK = Duration.ofMinutes(15);

    private final String name;
    private final Desk desk;
    private final World world;
    final Watch watch = new Watch(TICK);

    Replica(String name, Desk desk, World world) {
        this.name = name;
        this.desk = desk;
        this.world = world;
    }

    /** Looks until there is nothing more to be done, as the controller does. */
    void look(Instant wall, long nanos) {
        for (int i = 0; i < 10; i++) {
            Rollout stored = desk.read();
            if (!(stored.state() instanceof Live) || !lookAt(stored, wall, nanos)) {
                return;
            }
        }
        throw new AssertionError("no end of decisions: " + desk.written());
    }

    boolean lookAt(Rollout stored, Instant wall, long nanos) {
        Rollout seen = watch.look(stored, wall, nanos);
        Findings findings = world.look(seen, wall);
        Decision decision = RolloutRules.decide(seen, findings, wall);
        return desk.decide(name, seen, findings, decision, wall)
                && !(decision instanceof Decision.Stay);
    }
}
