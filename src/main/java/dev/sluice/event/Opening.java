package dev.sluice.event;

import java.util.List;

/**
 * How a stream begins.
 *
 * @param subject whose events it sends
 * @param route the subject's route
 * @param mark position after the opening
 * @param told missed events, unless there are too many, then the current state
 */
public record Opening(String subject, String route, Mark mark, List<Update> told) {
    /** Copies the list. */
    public Opening {
        told = List.copyOf(told);
    }
}
