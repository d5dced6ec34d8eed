package dev.sluice.event;

import java.util.List;

/**
 * What a stream begins with.
 *
 * @param experiment whose events it tells
 * @param mark how far that goes
 * @param told what was missed, when it is not too much, and the present state; bounded
 */
record Opening(String experiment, Mark mark, List<Told> told) {
    Opening {
        told = List.copyOf(told);
    }
}
