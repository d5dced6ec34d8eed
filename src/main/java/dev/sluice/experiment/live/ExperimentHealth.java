package dev.sluice.experiment.live;

import dev.sluice.experiment.definition.BreakerRule;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decides whether the candidates of one experiment fail so badly that it must be rolled back at
 * once. Not thread-safe.
 *
 * <p>A candidate that has just failed is compared with the control over the same time. Both may
 * depend on an upstream that fails for everybody, and rolling back a sound candidate would not
 * help. It is rolled back when
 *
 * <ul>
 *   <li>there are as many calls as the rule looks at and more of them failed than the rule's share,
 *       or as many failed in a row as the rule says;
 *   <li>and in either case the failed share is above the control's since the first of those calls,
 *       times the rule's factor.
 * </ul>
 *
 * <p>A control that was not called in that time is no excuse. One that was called counts as if it
 * had made one more call and failed half of it: a few good calls prove little.
 */
final class ExperimentHealth {
    /** More than any definition asks for, and still a bound on memory. */
    private static final int MOST_CALLS = 10_000;

    private static final int CONTROL_TIMES = 8;

    private final BreakerRule rule;
    private final String control;
    private final Map<String, CallRing> rings = new HashMap<>();

    /** @param variants by name, the control first */
    ExperimentHealth(BreakerRule rule, List<String> variants) {
        this.rule = rule;
        this.control = variants.getFirst();
        int calls = Math.clamp(rule.calls(), 1, MOST_CALLS);
        for (String variant : variants) {
            // The control may have more calls than a candidate in the same time, above all after an
            // outage of both.
            rings.put(
                    variant, new CallRing(variant.equals(control) ? CONTROL_TIMES * calls : calls));
        }
    }

    /**
     * A call has ended.
     *
     * @param nanos when, by a clock that never goes back
     * @return why the experiment must be rolled back; null if it need not be
     */
    @Nullable
    String ended(String variant, boolean failed, long nanos) {
        CallRing ring = rings.get(variant);
        if (ring == null) {
            return null; // A call of an earlier experiment with this name.
        }
        ring.add(failed, nanos);
        if (!failed || variant.equals(control)) {
            return null;
        }
        CallRing baseline = ring(control);
        String often = often(variant, ring, baseline);
        return often == null ? inARow(variant, ring, baseline) : often;
    }

    private @Nullable String often(String variant, CallRing ring, CallRing baseline) {
        CallRing.Count own = ring.all();
        if (!ring.isFull() || own.share() <= rule.share()) {
            return null;
        }
        CallRing.Count others = baseline.since(ring.time(own.calls() - 1));
        if (own.share() <= rule.times() * excused(others)) {
            return null;
        }
        return String.format(
                Locale.ROOT,
                "%s failed in %d of its last %d calls (%.0f %%), %s in %d of %d meanwhile; "
                        + "the limit is %.0f %%, or %s times the control's share",
                variant,
                own.failed(),
                own.calls(),
                100 * own.share(),
                control,
                others.failed(),
                others.calls(),
                100 * rule.share(),
                number(rule.times()));
    }

    private @Nullable String inARow(String variant, CallRing ring, CallRing baseline) {
        if (ring.run() < rule.consecutive()) {
            return null;
        }
        CallRing.Count others = baseline.since(ring.time(ring.run() - 1));
        if (rule.times() * excused(others) >= 1) {
            return null;
        }
        return String.format(
                Locale.ROOT,
                "%s failed %d times in a row, %s in %d of %d calls meanwhile; fewer than %d are "
                        + "allowed",
                variant,
                ring.run(),
                control,
                others.failed(),
                others.calls(),
                rule.consecutive());
    }

    private static double excused(CallRing.Count others) {
        return others.calls() == 0 ? 0 : (others.failed() + 0.5) / (others.calls() + 1);
    }

    private CallRing ring(String variant) {
        CallRing ring = rings.get(variant);
        if (ring == null) {
            throw new IllegalArgumentException(variant + " is no variant");
        }
        return ring;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
