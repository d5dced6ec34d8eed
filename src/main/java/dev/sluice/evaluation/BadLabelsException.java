package dev.sluice.evaluation;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a file of labels, line by line. */
public final class BadLabelsException extends Exception {
    private final List<String> problems;

    /**
     * Makes it of sentences that begin with the file and the line.
     *
     * @param more how many there are besides
     */
    BadLabelsException(List<String> problems, int more) {
        super(problems.getFirst());
        List<String> all = new ArrayList<>(problems);
        if (more > 0) {
            all.add("and " + more + " more");
        }
        this.problems = List.copyOf(all);
    }

    /** One line each. */
    public List<String> problems() {
        return problems;
    }
}
