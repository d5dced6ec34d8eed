package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Reading;
import dev.sluice.config.server.ShutdownConfig;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the unit for systemd must not lose. */
class SystemdUnitTest {
    private static final Path UNIT = Path.of("docs", "sluice.service");

    @Test
    void leavesEnoughTimeToStop() throws IOException {
        ShutdownConfig usual = Reading.config(Reading.SMALL).shutdown();

        assertThat(Duration.parse("PT" + value("TimeoutStopSec")))
                .isGreaterThan(usual.delay().plus(usual.grace()).plus(GatewayProcess.STOP_MARGIN));
    }

    @Test
    void signalsTheGatewayAlone() throws IOException {
        assertThat(value("KillMode")).isEqualTo("mixed");
        assertThat(value("KillSignal")).isEqualTo("SIGTERM");
        assertThat(value("SuccessExitStatus")).isEqualTo("143");
    }

    @Test
    void letsTheVirtualMachineCompile() throws IOException {
        assertThat(lines()).noneMatch(line -> line.startsWith("MemoryDenyWriteExecute"));
    }

    private static String value(String name) throws IOException {
        return lines().stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(UNIT);
    }
}
