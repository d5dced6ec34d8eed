package dev.sluice.experiment.statistics;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * The smallest difference that an experiment can be expected to detect by a given day: the width of
 * a one-sided bound on that day. A difference of exactly this size is detected by then a little
 * more than half the time.
 *
 * @param difference in the metric's unit
 * @param unitsOfEach that candidate and control will each have
 * @param by the day at whose end, in UTC, it is detected
 */
public record Detectable(double difference, long unitsOfEach, LocalDate by) {
    private static final long UNITS_MAX = 1L << 50;

    /**
     * Looks ahead.
     *
     * @param variance of the metric among units: {@code p (1 - p)} for a rate p
     * @param unitsSoFar that candidate and control each have now
     * @param perDay units added to each per day at today's traffic
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

    /** The width of a one-sided bound for a number of units in each of candidate and control. */
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
                    "can detect nothing by %s at today's traffic: %s of each variant, %d are "
                            + "needed",
                    by,
                    Words.units(unitsOfEach),
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
