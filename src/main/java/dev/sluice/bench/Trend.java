package dev.sluice.bench;

import java.util.List;

/** How a quantity changes over time. */
final class Trend {
    private Trend() {}

    /** A value at a time. */
    record Sample(double minutes, double value) {}

    /**
     * By how much it grows in a minute over the second half, by least squares; 0 for fewer than two
     * samples.
     */
    static double slopePerMinute(List<Sample> samples) {
        List<Sample> half = samples.subList(samples.size() / 2, samples.size());
        double meanTime = half.stream().mapToDouble(Sample::minutes).average().orElse(0);
        double meanValue = half.stream().mapToDouble(Sample::value).average().orElse(0);
        double together = 0;
        double times = 0;
        for (Sample sample : half) {
            together += (sample.minutes() - meanTime) * (sample.value() - meanValue);
            times += (sample.minutes() - meanTime) * (sample.minutes() - meanTime);
        }
        return times == 0 ? 0 : together / times;
    }

    /**
     * The median of one quarter of the samples, the first of which is 0.
     *
     * @throws IllegalArgumentException when there are none
     */
    static double quarter(List<Sample> samples, int quarter) {
        int from = samples.size() * quarter / 4;
        int to = Math.max(from + 1, samples.size() * (quarter + 1) / 4);
        return Spread.of(
                        samples
                                .subList(
                                        Math.min(from, samples.size()),
                                        Math.min(to, samples.size()))
                                .stream()
                                .map(Sample::value)
                                .toList())
                .median();
    }
}
