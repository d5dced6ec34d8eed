package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

class PortCheckTest {
    @Test
    void namesPortSettingAndHolderOfATakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String problem = PortCheck.problem(
                            "127.0.0.1", taken.getLocalPort(), "listen.management.port")
                    .orElseThrow();

            assertThat(problem)
                    .startsWith("can't listen on 127.0.0.1:" + taken.getLocalPort()
                            + " (listen.management.port): ")
                    .endsWith("; stop that one or choose another port");
            if (Files.isReadable(Path.of("/proc/net/tcp"))) {
                assertThat(problem)
                        .contains("the port is taken by process "
                                + ProcessHandle.current().pid() + " (");
            }
        }
    }

    @Test
    void findsNothingWrongWithAFreePort() {
        assertThat(PortCheck.problem("127.0.0.1", 0, "listen.port")).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAnAddressOfAnotherMachine() {
        assertThat(PortCheck.problem("192.0.2.1", 0, "listen.port"))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith("can't listen on 192.0.2.1:0 (listen.port): "));
    }
}
