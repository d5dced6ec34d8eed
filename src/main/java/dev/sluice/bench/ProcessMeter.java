package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Reads what a process has used, as far as the system tells.
 *
 * @param children whether its child processes count: nginx's workers do, the gateway's database
 *     does not
 */
record ProcessMeter(ProcessHandle process, boolean children) {
    /** The process alone. */
    ProcessMeter(ProcessHandle process) {
        this(process, false);
    }

    /**
     * Processor time so far, of all its threads; zero where the system does not tell. Its
     * resolution is 10 ms on Linux.
     */
    Duration processor() {
        return all().map(it -> it.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Memory that it holds now, in MiB; what several processes share counts for each. */
    OptionalDouble residentMebibytes() {
        double[] found = all().map(ProcessMeter::resident)
                .flatMapToDouble(OptionalDouble::stream)
                .toArray();
        return found.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(DoubleStream.of(found).sum());
    }

    private Stream<ProcessHandle> all() {
        return children
                ? Stream.concat(Stream.of(process), process.descendants())
                : Stream.of(process);
    }

    private static OptionalDouble resident(ProcessHandle process) {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return OptionalDouble.empty();
        }
        try (Stream<String> lines = Files.lines(status)) {
            return resident(lines);
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    /** The line looks like {@code VmRSS:    123456 kB}. */
    static OptionalDouble resident(Stream<String> status) {
        return status.filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst();
    }
}
