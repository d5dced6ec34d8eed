package dev.sluice.inference.notes;

import dev.sluice.dialect.Addition;
import dev.sluice.routing.Rung;
import dev.sluice.telemetry.LadderMeters;
import dev.sluice.upstream.Upstream;

import org.jboss.logging.Logger;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What one model of an upstream has shown of the gateway's additions. Safe from any thread. A model
 * that takes all of them costs one volatile read for each attempt, and one for each answer.
 */
final class ModelAdditions {
    private static final Logger LOG = Logger.getLogger(ModelAdditions.class);

    private final Rung rung;
    private final LadderMeters meters;
    private final LongSupplier nanos;
    private final AtomicReference<KnownAdditions> known =
            new AtomicReference<>(KnownAdditions.NOTHING);
    private final AtomicReference<Set<Addition>> told = new AtomicReference<>(Addition.NONE);

    ModelAdditions(Rung rung, LadderMeters meters, LongSupplier nanos) {
        this.rung = rung;
        this.meters = meters;
        this.nanos = nanos;
    }

    /** Whether it was learned from this upstream; with other settings it is another one. */
    boolean isOf(Upstream upstream) {
        return rung.upstream() == upstream;
    }

    /** What it is known to refuse. */
    Set<Addition> refused() {
        return known.get().refused().isEmpty() ? Addition.NONE : present().refused();
    }

    /** What it is known to take. */
    Set<Addition> taken() {
        return present().taken();
    }

    /** What is known now; forgets the rest for everybody. */
    private KnownAdditions present() {
        long now = nanos.getAsLong();
        return known.updateAndGet(then -> then.at(now));
    }

    /** Its upstream has refused these; it is asked again without them. */
    void refuses(Set<Addition> left) {
        left.forEach(addition -> meters.additionRefused(rung.upstream().name(), addition));
    }

    /**
     * It has answered.
     *
     * @param sent what was added to the request
     * @param left what was left out because it had been refused
     */
    void answered(Set<Addition> sent, Set<Addition> left) {
        if (left.isEmpty() && known.get().has(sent)) {
            return;
        }
        long now = nanos.getAsLong();
        known.updateAndGet(then -> then.answered(sent, left, now));
        if (!left.isEmpty()) {
            tell(left);
        }
    }

    private void tell(Set<Addition> left) {
        Set<Addition> all = EnumSet.copyOf(left);
        Set<Addition> before = told.getAndUpdate(then -> {
            all.addAll(then);
            return EnumSet.copyOf(all);
        });
        if (!before.containsAll(left)) {
            LOG.infof(
                    "upstream '%s' refuses for model '%s' what the gateway adds to requests (%s); "
                            + "it is left out from now on, and tried again after an hour",
                    rung.upstream().name(),
                    rung.model().name(),
                    left.stream().map(Addition::label).collect(Collectors.joining(", ")));
        }
    }
}
