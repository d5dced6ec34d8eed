package dev.sluice.inference.notes;

import dev.sluice.dialect.Addition;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a model is known to take of the gateway's additions, and what it refuses. Immutable. Each
 * half is forgotten an hour after its first entry, so that an upstream that was updated is noticed.
 *
 * @param taken what it has answered with
 * @param takenNanos when the first of them was learned, in nanoseconds
 * @param refused what it refused, and then answered without
 * @param refusedNanos when the first of them was learned, in nanoseconds
 */
record KnownAdditions(
        Set<Addition> taken, long takenNanos, Set<Addition> refused, long refusedNanos) {
    /** Of a model that has not answered yet. */
    static final KnownAdditions NOTHING = new KnownAdditions(Addition.NONE, 0, Addition.NONE, 0);

    private static final long KEPT_NANOS = 3_600_000_000_000L;

    /** Whether an answer to a request with these additions teaches nothing. */
    boolean has(Set<Addition> sent) {
        return taken.containsAll(sent);
    }

    /**
     * After an answer.
     *
     * @param sent what was added to its request
     * @param left what was left out of it because its upstream had refused it
     */
    KnownAdditions answered(Set<Addition> sent, Set<Addition> left, long nowNanos) {
        Set<Addition> takes = union(taken, sent);
        takes.removeAll(left);
        return new KnownAdditions(
                takes,
                taken.isEmpty() ? nowNanos : takenNanos,
                left.isEmpty() ? refused : union(refused, left),
                refused.isEmpty() ? nowNanos : refusedNanos);
    }

    /** Without what has been known for too long. */
    KnownAdditions at(long nowNanos) {
        boolean tooLongTaken = !taken.isEmpty() && nowNanos - takenNanos >= KEPT_NANOS;
        boolean tooLongRefused = !refused.isEmpty() && nowNanos - refusedNanos >= KEPT_NANOS;
        return tooLongTaken || tooLongRefused
                ? new KnownAdditions(
                        tooLongTaken ? Addition.NONE : taken,
                        takenNanos,
                        tooLongRefused ? Addition.NONE : refused,
                        refusedNanos)
                : this;
    }

    private static Set<Addition> union(Set<Addition> some, Set<Addition> others) {
        Set<Addition> all = EnumSet.noneOf(Addition.class);
        all.addAll(some);
        all.addAll(others);
        return all;
    }
}
