package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;

/** Asks a target on many connections at once. Blocks. */
sealed interface LoadClient permits OwnLoad, WrkLoad {
    /** What a reader of the figures has to know about the client. */
    String description();

    /** Asks for that time; every answer that is not complete goes into the faults. */
    Load ask(Target target, Shape shape, int connections, Duration time, FaultCount faults)
            throws IOException, InterruptedException;

    /** How many complete answers came, and in what time. */
    record Load(long answers, double seconds) {
        double perSecond() {
            return answers / seconds;
        }
    }
}
