package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;

/** Asks a target on many connections at once. Blocks. */
sealed interface LoadClient permits OwnLoad, WrkLoad {
    /** What a reader has to know about who measured. */
    String description();

    /**
     * Asks for so long; what is not a complete answer goes into the faults. Gives complete answers
     * per second.
     */
    Load ask(Target target, Shape shape, int connections, Duration time, FaultCount faults)
            throws IOException, InterruptedException;

    /** How many complete answers came in how long. */
    record Load(long answers, double seconds) {
        double perSecond() {
            return answers / seconds;
        }
    }
}
