package dev.sluice.event;

import java.util.List;

/**
 * What a stream begins with.
 *
 * @param subject whose events it tells
 * @param route of the subject
 * @param mark how far that goes
 * @param told what was missed, when it is not too much, and the present state; bounded
 */
public record Opening(String subject, String route, Mark mark, List<Told> told) {
    /** Keeps a copy. */
    public Opening {
        told = List.copyOf(told);
    }
}
