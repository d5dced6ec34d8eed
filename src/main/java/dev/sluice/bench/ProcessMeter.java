package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Reads what a process has used, as far as the system tells. Without its children: no engine, no database. */
record ProcessMeter(ProcessHandle process) {
    /** Processor time so far, of all its threads; zero where the system does not tell. Its grain is 10 ms on Linux. */
    Duration processor() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Memory that it holds now, in MiB. */
    OptionalDouble residentMebibytes() {
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
