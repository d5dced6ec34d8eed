package dev.sluice.bench;

import java.io.IOException;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** The gateway's metrics, read as text from its management port. */
final class Metrics {
    private static final double BYTES_PER_MEBIBYTE = 1024 * 1024;

    private final String text;

    private Metrics(String text) {
        this.text = text;
    }

    static Metrics of(String text) {
        return new Metrics(text);
    }

    static Metrics read(int managementPort) throws IOException {
        Target target = new Target(Target.GATEWAY, managementPort, null);
        try (Connection connection = new Connection(target)) {
            connection.ask(target.get("/q/metrics"));
            if (connection.answer().status() != 200) {
                throw new IOException("the gateway's metrics: status "
                        + connection.answer().status() + " (expected: 200)");
            }
            return of(connection.answer().body());
        }
    }

    /** Inferences that have begun and not ended. */
    OptionalDouble openInferences() {
        return sum("sluice_inferences_open");
    }

    /** Units whose exposure the database has stored. */
    OptionalDouble exposures() {
        return sum("sluice_exposures_total");
    }

    /** Records on their way to the database. */
    OptionalDouble waiting() {
        return sum("sluice_records_waiting");
    }

    /** Records that are lost. */
    OptionalDouble dropped() {
        return sum("sluice_records_dropped_total");
    }

    OptionalDouble heapMebibytes() {
        OptionalDouble bytes = sum("jvm_memory_used_bytes{area=\"heap\"");
        return bytes.isPresent()
                ? OptionalDouble.of(bytes.getAsDouble() / BYTES_PER_MEBIBYTE)
                : bytes;
    }

    /** The sum of all lines that begin like this; empty when there are none. */
    private OptionalDouble sum(String start) {
        double[] values = text.lines()
                .filter(line -> line.startsWith(start)
                        && (start.indexOf('{') > 0
                                || line.charAt(start.length()) == ' '
                                || line.charAt(start.length()) == '{'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .toArray();
        return values.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(DoubleStream.of(values).sum());
    }
}
