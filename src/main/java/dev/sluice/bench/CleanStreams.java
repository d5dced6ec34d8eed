package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures how many paced streams a target carries cleanly at once: with every frame in order, a
 * proper end, and no gap over ten times the pace.
 */
final class CleanStreams {
    private static final Duration PACE = Duration.ofSeconds(1).dividedBy(Shape.PACE_PER_SECOND);
    private static final Duration GAP_MAX = PACE.multipliedBy(10);
    private static final Duration RAMP = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A proxy has two sockets for each stream, and files of its own. */
    private static final int FILES_PER_STREAM = 2;

    private static final int OTHER_FILES = 400;
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\d+).*");

    private final BenchPlan.Streams plan;
    private final FaultCount faults;
    private final List<String> notes;
    private final Measurement clean = new Measurement(
            "Clean streams at " + Shape.PACE_PER_SECOND + " tokens/s",
            "streams",
            Measurement.Comparison.RATIO,
            Goals.CLEAN_STREAMS);
    private final Map<Integer, List<Measurement>> each = new LinkedHashMap<>();
    private final TreeSet<String> unclean = new TreeSet<>();

    CleanStreams(BenchPlan.Streams plan, FaultCount faults, List<String> notes) {
        this.plan = plan;
        this.faults = faults;
        this.notes = notes;
    }

    List<Measurement> measure(List<Target> targets) throws IOException {
        List<Integer> counts = within(openFilesMax());
        for (int i = 0; i < plan.repetitions(); i++) {
            Map<String, Integer> best = new LinkedHashMap<>();
            targets.forEach(target -> best.put(target.name(), 0));
            List<Target> still = new ArrayList<>(targets);
            for (int count : counts) {
                for (Target target : List.copyOf(still)) {
                    if (isClean(target, count)) {
                        best.put(target.name(), count);
                    } else {
                        still.remove(target);
                    }
                }
            }
            best.forEach(clean::add);
        }
        notes.addAll(unclean);
        List<Measurement> all = new ArrayList<>(List.of(clean));
        each.values().forEach(all::addAll);
        return all;
    }

    private boolean isClean(Target target, int count) throws IOException {
        Duration before = target.processor();
        Duration limit = RAMP.plus(PACE.multipliedBy(plan.tokens())).plus(PATIENCE);
        StreamLoad.Result result = new StreamLoad(target, Shape.paced(plan.tokens()), plan.tokens())
                .run(count, RAMP, limit);
        double cores = target.processor().minus(before).toNanos() / (double) result.nanos();
        result.broken()
                .forEach((why, times) ->
                        faults.add(count + " streams, " + target.name(), why, times));
        if (result.gaps().size() > 0) {
            List<Measurement> figures = each.computeIfAbsent(count, CleanStreams::figures);
            figures.get(0).add(target.name(), result.gaps().percentile(99) / 1e6);
            figures.get(1).add(target.name(), result.longestGapNanos() / 1e6);
            if (cores > 0) {
                figures.get(2).add(target.name(), cores);
            }
        }
        boolean late = result.longestGapNanos() > GAP_MAX.toNanos();
        if (late) {
            unclean.add(count + " streams, " + target.name()
                    + ": complete, but not clean in every repetition: a gap"
                    + " over " + GAP_MAX.toMillis() + " ms."
                    + (target.name().equals(Target.DIRECT)
                            ? " The machine was too slow for any proxy then."
                            : ""));
        }
        return result.complete() == count && !late;
    }

    private static List<Measurement> figures(int count) {
        return List.of(
                new Measurement(
                        count + " streams: gap p99", "ms", Measurement.Comparison.DIFFERENCE),
                new Measurement(
                        count + " streams: longest gap", "ms", Measurement.Comparison.DIFFERENCE),
                new Measurement(count + " streams: CPU", "cores", Measurement.Comparison.RATIO));
    }

    private List<Integer> within(int filesMax) {
        List<Integer> fitting = plan.counts().stream()
                .filter(count -> (long) count * FILES_PER_STREAM + OTHER_FILES <= filesMax)
                .toList();
        if (fitting.size() < plan.counts().size()) {
            notes.add("More than " + (fitting.isEmpty() ? 0 : fitting.getLast())
                    + " streams were not tried: a process may open " + filesMax
                    + " files here (ulimit -n), and a proxy needs two for each stream.");
        }
        return fitting;
    }

    /**
     * The limit of this process, which its children inherit; unlimited where the system does not
     * tell.
     */
    private static int openFilesMax() {
        try {
            return openFilesMax(Files.readAllLines(Path.of("/proc/self/limits")));
        } catch (IOException e) {
            return Integer.MAX_VALUE;
        }
    }

    static int openFilesMax(List<String> limits) {
        return limits.stream()
                .map(OPEN_FILES::matcher)
                .filter(Matcher::matches)
                .map(it -> (int) Math.min(Integer.MAX_VALUE, Long.parseLong(it.group(1))))
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }
}
