package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.simulator.Script;
import dev.sluice.simulator.fast.FastSimulator;
import dev.sluice.upstream.local.Programs;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Optional;

class NginxTest {
    @Test
    void passesAnswersOnAsTheyComeAndKeepsConnections() {
        String config = Nginx.config(Path.of("/tmp/home"), 8081, 8082, 3);

        assertThat(config)
                .contains(
                        "daemon off;",
                        "worker_processes 3;",
                        "listen 127.0.0.1:8081",
                        "server 127.0.0.1:8082;",
                        "proxy_buffering off;",
                        "proxy_http_version 1.1;",
                        "proxy_set_header Connection \"\";",
                        "keepalive 512;",
                        "error_log /tmp/home/error.log");
    }

    @Test
    void answersInFrontOfTheSimulatorAndEndsWithItsWorkplace() throws Exception {
        Optional<Path> program = Programs.onPath("nginx");
        assumeThat(program).as("nginx on the PATH").isPresent();
        Placement placement = Placement.of(1, Optional.empty());
        ProcessHandle process;
        try (FastSimulator simulator = new FastSimulator(Script.parse(Shape.script(3)), 1);
                Workplace workplace = new Workplace()) {
            Target nginx =
                    Nginx.start(program.orElseThrow(), workplace, placement, simulator.start(0));
            process = nginx.meter() == null
                    ? ProcessHandle.current()
                    : nginx.meter().process();
            try (Connection connection = new Connection(nginx)) {
                for (Shape shape :
                        new Shape[] {Shape.JSON, Shape.STREAM, Shape.FIRST, Shape.paced(3)}) {
                    connection.ask(nginx.request(shape.body()));
                    assertThat(shape.problem(connection.answer()))
                            .as(shape.name())
                            .isNull();
                }
            }
            assertThat(process.children()).isNotEmpty();
            assertThat(nginx.residentMebibytes()).isPresent();
        }

        assertThat(process.isAlive()).isFalse();
    }
}
