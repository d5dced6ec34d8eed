package dev.sluice.evaluation;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a file of labels, line by line. */
public final class BadLabelsException extends Exception {
    private final List<String> problems;

    /**
     * Makes one from sentences that begin with the file and the line.
     *
     * @param more how many further problems there are
     */
    BadLabelsException(List<String> problems, int more) {
        super(problems.getFirst());
        List<String> all = new ArrayList<>(problems);
        if (more > 0) {
            all.add("and " + more + " more");
        }
        this.problems = List.copyOf(all);
    }

    /** The problems, one line each. */
    public List<String> problems() {
        return problems;
    }
}
