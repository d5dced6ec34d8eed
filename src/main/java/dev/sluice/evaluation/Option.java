package dev.sluice.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A threshold with what it costs and what it brings.
 *
 * @param cost for each item, in any unit; the lower the better
 * @param quality for example an accuracy; the higher the better
 */
public record Option(double threshold, double cost, double quality) {
    /**
     * The Pareto frontier: options for which no other costs no more and brings more, or the same
     * for less; by rising cost.
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
