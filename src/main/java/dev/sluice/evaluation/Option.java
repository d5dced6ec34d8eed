package dev.sluice.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A threshold with its cost and its quality.
 *
 * @param cost per item, in any unit; lower is better
 * @param quality for example an accuracy; higher is better
 */
public record Option(double threshold, double cost, double quality) {
    /**
     * The Pareto frontier, by rising cost: no other option is better at the same cost or less, or
     * as good for less.
     */
    public static List<Option> frontier(List<Option> options) {
        List<Option> sorted = new ArrayList<>(options);
        sorted.sort(Comparator.comparingDouble(Option::cost)
                .thenComparing(Comparator.comparingDouble(Option::quality).reversed()));
        List<Option> frontier = new ArrayList<>();
        for (Option option : sorted) {
            if (frontier.isEmpty() || option.quality > frontier.getLast().quality) {
                frontier.add(option);
            }
        }
        return frontier;
    }
}
