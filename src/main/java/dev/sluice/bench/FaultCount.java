package dev.sluice.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers that were not complete, counted by where and why. For the thread that measures. */
final class FaultCount {
    private final Map<String, Long> counts = new LinkedHashMap<>();

    void add(String where, List<String> problems) {
        problems.forEach(problem -> add(where, problem, 1));
    }

    void add(String where, String problem, long count) {
        if (count > 0) {
            counts.merge(where + ": " + problem, count, Long::sum);
        }
    }

    void addAll(FaultCount others) {
        others.counts.forEach((what, count) -> counts.merge(what, count, Long::sum));
    }

    /** One line for each kind, with how often it happened. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        counts.forEach((what, count) -> lines.add(count + " x " + what));
        return lines;
    }
}
