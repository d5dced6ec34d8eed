package dev.sluice.experiment.statistics;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * The smallest difference that an experiment can be expected to see by a day: as large as a
 * one-sided bound is then wide. A difference of just this size is seen by that day a little more
 * than every other time.
 *
 * @param difference in the metric's unit
 * @param unitsOfEach that candidate and control will each have
 * @param by the end of which day, UTC
 */
public record Detectable(double difference, long unitsOfEach, LocalDate by) {
    private static final long UNITS_MAX = 1L << 50;

    /**
     * Looks ahead.
     *
     * @param variance among units of the metric: {@code p (1 - p)} of a rate p
     * @param unitsSoFar that candidate and control each have now
     * @param perDay units that will be added to each in a day, at today's traffic
     * @param by now or later
     */
    public static Detectable by(
            ConfidenceSequence sequence,
            double variance,
            long unitsSoFar,
            double perDay,
            Instant now,
            LocalDate by) {
        if (unitsSoFar < 0 || !(perDay >= 0) || Double.isInfinite(perDay)) {
            throw new IllegalArgumentException("units are " + unitsSoFar + " and " + perDay
                    + " a day (expected: 0 or more of both, finite)");
        }
        Instant end = by.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        if (end.isBefore(now)) {
            throw new IllegalArgumentException(
                    "by is " + by + " (expected: no day before " + now + ")");
        }
        double days = (double) Duration.between(now, end).toSeconds()
                / Duration.ofDays(1).toSeconds();
        long units = (long) Math.min(UNITS_MAX, unitsSoFar + perDay * days);
        return new Detectable(
                units == 0 ? Double.POSITIVE_INFINITY : difference(sequence, variance, units),
                units,
                by);
    }

    /** The width of a one-sided bound when candidate and control have so many units each. */
    public static double difference(
            ConfidenceSequence sequence, double variance, long unitsOfEach) {
        return sequence.oneSidedHalfWidth(
                new Estimate(0, 2 * variance / unitsOfEach, 2 * unitsOfEach));
    }

    /** What people are told before they wait. */
    public String sentence(Guardrail.Unit unit) {
        if (unitsOfEach < Guardrails.MINIMUM_UNITS) {
            return String.format(
                    Locale.ROOT,
                    "can detect nothing by %s at today's traffic: %,d units of each variant, %d "
                            + "are needed",
                    by,
                    unitsOfEach,
                    Guardrails.MINIMUM_UNITS);
        }
        return String.format(
                Locale.ROOT,
                "can detect a difference of %s or more by %s at today's traffic (%,d units of "
                        + "each variant)",
                Words.distance(unit, difference),
                by,
                unitsOfEach);
    }
}
