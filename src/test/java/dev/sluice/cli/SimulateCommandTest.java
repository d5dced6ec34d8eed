package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Eventually;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class SimulateCommandTest {
    private static final Pattern PORT = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/v1 ");

    private final StringWriter out = new StringWriter();
    private final StringWriter error = new StringWriter();

    @Test
    void saysWhereItListensAnswersAndStopsWhenInterrupted(@TempDir Path directory)
            throws Exception {
        Path script = Files.writeString(
                directory.resolve("s.yaml"), "models: { hi: [role, {text: Scripted.}, done] }");
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        Thread command = Thread.ofVirtual()
                .start(() -> exit.complete(run("--port", "0", "--script", script.toString())));
        Eventually.equals(
                () -> PORT.matcher(out.toString()).find() && out.toString().contains("curl"), true);
        Matcher port = PORT.matcher(out.toString());
        int listening = port.find() ? Integer.parseInt(port.group(1)) : 0;

        HttpAnswer answer;
        try (RawClient client = RawClient.connect(listening)) {
            answer = client.post("/v1/chat/completions", "{\"model\":\"hi\",\"stream\":true}")
                    .answer();
        }
        command.interrupt();

        assertThat(answer.text()).isEqualTo("Scripted.");
        assertThat(exit.join()).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "Simulated upstream on http://127.0.0.1:" + listening
                                + "/v1 (HTTP/1.1), 1 model; Ctrl-C ends it.",
                        "curl -N http://127.0.0.1:" + listening
                                + "/v1/chat/completions -H 'content-type: application/json' -d "
                                + "'{\"model\":\"hi\","
                                + "\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":"
                                + "\"Hello there\"}]}'");
    }

    @Test
    void exitsWithTwoOnABadScript(@TempDir Path directory) throws IOException {
        Path script =
                Files.writeString(directory.resolve("s.yaml"), "models: { hi: [{split: none}] }");

        int exit = run("--port", "0", "--script", script.toString());

        assertThat(exit).isEqualTo(2);
        assertThat(error.toString().strip())
                .isEqualTo(script
                        + ": models.hi[0].split: none (expected: a whole number from 1 to "
                        + "1048576)");
    }

    @Test
    void exitsWithOneWhenThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int exit = run("--port", Integer.toString(taken.getLocalPort()));

            assertThat(exit).isEqualTo(1);
            assertThat(error.toString())
                    .startsWith("--port: " + taken.getLocalPort() + " is not available (");
        }
    }

    private int run(String... arguments) {
        return new CommandLine(new SimulateCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(error, true))
                .execute(arguments);
    }
}
