package dev.sluice.bench.statistics;

import dev.sluice.bench.statistics.CheckedFigure.AtMost;
import dev.sluice.bench.statistics.CheckedFigure.Expectation;
import dev.sluice.bench.statistics.CheckedFigure.Near;
import dev.sluice.bench.statistics.CheckedFigure.Unit;
import dev.sluice.experiment.statistics.Detectable;
import dev.sluice.experiment.statistics.GuardrailVerdict.Clear;
import dev.sluice.experiment.statistics.GuardrailVerdict.Crossed;
import dev.sluice.experiment.statistics.SampleRatio;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Simulates thousands of experiments and compares what the statistics did with known figures and
 * with what they promise. The same seed gives the same figures on any machine.
 */
public final class StatisticsBench {
    public static final int RUNS_MIN = 200;
    public static final int RUNS_MAX = 1_000_000;

    /**
     * How many standard errors of this run are allowed; chance exceeds them once in 16,000 figures.
     */
    private static final double STANDARD_ERRORS = 4;

    /**
     * The known figures came without a number of runs; a thousand is likely, since they are given
     * to a tenth of a per cent.
     */
    private static final int ANCHOR_RUNS = 1_000;

    private static final int[] USERS = {100, 500, 1_000, 2_000};

    private final int runs;
    private final long seed;
    private final Consumer<String> progress;
    private final List<CheckedFigure> checks = new ArrayList<>();

    /**
     * Prepares a run; nothing happens before {@link #run}.
     *
     * @param runs simulated experiments for each figure
     * @param progress gets a line for each step
     */
    public StatisticsBench(int runs, long seed, Consumer<String> progress) {
        if (runs < RUNS_MIN || runs > RUNS_MAX) {
            throw new IllegalArgumentException(
                    "runs is " + runs + " (expected: " + RUNS_MIN + " to " + RUNS_MAX + ")");
        }
        this.runs = runs;
        this.seed = seed;
        this.progress = progress;
    }

    /** Simulates, on all processors but no more than eight; blocks for seconds. */
    public List<CheckedFigure> run() throws InterruptedException {
        checks.clear();
        falseAlarms(0.1, 0.26, LongRun.NAIVE_10, 0.023, LongRun.SEQUENCE_10);
        falseAlarms(0.3, 0.237, LongRun.NAIVE_30, 0.025, LongRun.SEQUENCE_30);
        power(0.1, 0.15, 0.977, LongRun.POWER_10_15, 650);
        power(0.1, 0.2, 1, LongRun.POWER_10_20, 250);
        power(0.02, 0.05, 0.997, LongRun.POWER_2_5, 600);
        halfWidths(0.02, 0.073, 0.025, 0.017, 0.012);
        halfWidths(0.1, 0.156, 0.054, 0.037, 0.027);
        halfWidths(0.3, 0.238, 0.082, 0.057, 0.041);
        sampleRatio(520, 480, 0.21, 0.005);
        sampleRatio(550, 450, 0.0016, 0.00005);
        sampleRatio(5_200, 4_800, 6e-5, 0.5e-5);
        for (AtLimit metric : AtLimit.ALL) {
            String name = metric.guardrail().metric() + " exactly at the limit: ";
            promise(name + "crossed", new LimitTrial(List.of(metric), Crossed.class));
            promise(name + "clear", new LimitTrial(List.of(metric), Clear.class));
        }
        promise(
                "all four at their limits: any crossed",
                new LimitTrial(AtLimit.ALL, Crossed.class));
        Runs stages = simulate("stages", new StagesTrial());
        add("A/A in two unlike stages, pooled: CS fires", stages.sequential(), alpha());
        add("A/A in two unlike stages, thrown together: CS fires", stages.naive());
        add(
                "sound enrolment, 40 looks: sample ratio alarms",
                simulate("enrolment", new EnrolmentTrial()).sequential());
        return List.copyOf(checks);
    }

    private void falseAlarms(
            double rate, double naive, double naiveLong, double sequence, double sequenceLong)
            throws InterruptedException {
        String name = "A/A at " + Unit.shortPercent(rate);
        Runs all = simulate(name, new PeekedTrial(rate, rate));
        add(name + ": naive z fires", all.naive(), anchor(naive), ownError(naiveLong));
        add(
                name + ": CS fires",
                all.sequential(),
                anchor(sequence),
                ownError(sequenceLong),
                alpha());
    }

    private void power(double control, double candidate, double power, double powerLong, int median)
            throws InterruptedException {
        String name = Unit.shortPercent(control) + " to " + Unit.shortPercent(candidate);
        Runs all = simulate(name, new PeekedTrial(control, candidate));
        add(name + ": CS sees it", all.sequential(), anchor(power), ownError(powerLong));
        checks.add(new CheckedFigure(
                name + ": median users of each variant",
                Unit.USERS,
                all.medianStop(),
                List.of(new Near(median, PeekedTrial.LOOK_EVERY))));
    }

    private void halfWidths(double rate, double... expected) {
        for (int i = 0; i < USERS.length; i++) {
            checks.add(new CheckedFigure(
                    String.format(
                            Locale.ROOT,
                            "half-width at %s, %,d users",
                            Unit.shortPercent(rate),
                            USERS[i]),
                    Unit.WIDTH,
                    Detectable.difference(PeekedTrial.SEQUENCE, rate * (1 - rate), USERS[i]),
                    List.of(new Near(expected[i], 0.0005))));
        }
    }

    private void sampleRatio(long one, long other, double p, double rounding) {
        checks.add(new CheckedFigure(
                "sample ratio, " + one + " and " + other + ": p",
                Unit.PROBABILITY,
                SampleRatio.of(List.of(one, other), List.of(1, 1)).p(),
                List.of(new Near(p, rounding))));
    }

    private void promise(String name, Trial trial) throws InterruptedException {
        add(name, simulate(name, trial).sequential(), alpha());
    }

    private Runs simulate(String name, Trial trial) throws InterruptedException {
        progress.accept("Simulating " + name + " ...");
        return Runs.of(trial, runs, seed);
    }

    private void add(String name, double share, Expectation... expected) {
        checks.add(new CheckedFigure(name, Unit.PERCENT, share, List.of(expected)));
    }

    /**
     * A figure that came without its number of runs, with its own error, this run's, and its
     * rounding.
     */
    private Near anchor(double share) {
        return new Near(share, 3 * deviation(share, 1.0 / runs + 1.0 / ANCHOR_RUNS) + 0.0005);
    }

    private Near ownError(double share) {
        return new Near(
                share,
                STANDARD_ERRORS * deviation(share, 1.0 / runs + 1.0 / LongRun.RUNS) + 1.0 / runs);
    }

    private AtMost alpha() {
        return new AtMost(
                PeekedTrial.ALPHA, STANDARD_ERRORS * deviation(PeekedTrial.ALPHA, 1.0 / runs));
    }

    private static double deviation(double share, double perRun) {
        return Math.sqrt(share * (1 - share) * perRun);
    }

    /**
     * The results of this code with another seed and many runs: a change that moves them is noticed
     * at once.
     */
    private static final class LongRun {
        static final int RUNS = 500_000;
        static final double NAIVE_10 = 0.241072;
        static final double SEQUENCE_10 = 0.017058;
        static final double NAIVE_30 = 0.240618;
        static final double SEQUENCE_30 = 0.01743;
        static final double POWER_10_15 = 0.986562;
        static final double POWER_10_20 = 1;
        static final double POWER_2_5 = 0.996216;
    }
}
