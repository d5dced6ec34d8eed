package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.bind.Secret;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The receiver of {@code docs/events-and-webhooks.md}, run as it stands there. */
class ReceiverExampleTest {
    private static final Path DOCUMENT = Path.of("docs", "events-and-webhooks.md");
    private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);

    @ParameterizedTest
    @ValueSource(
            strings = {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a plain secret of many characters"
            })
    void verifiesWhatIsSigned(String secret) throws Exception {
        String body = "{\"type\":\"experiment.state\",\"data\":{\"reason\":\"\u00e4\"}}";
        Map<String, String> headers = Signature.with(new Secret(secret))
                .headers("m-1", AT, body.getBytes(StandardCharsets.UTF_8));
        StringBuilder dictionary = new StringBuilder("{");
        headers.forEach((name, value) -> dictionary.append("'%s': '%s',".formatted(name, value)));
        String checks = """
                headers = %s}
                body = '%s'.encode()
                print(verified(headers, body, '%s', 1614265330 + 299))
                print(verified(headers, body, '%s', 1614265330 + 301))
                print(verified(headers, body + b' ', '%s', 1614265330))
                print(verified(headers, body, 'whsec_' + 'A' * 32, 1614265330))
                """.formatted(dictionary, body, secret, secret, secret);

        assertThat(run(example() + checks)).isEqualTo("True\nFalse\nFalse\nFalse\n");
    }

    private static String example() throws IOException {
        String document = Files.readString(DOCUMENT);
        int start = document.indexOf("```python\n") + "```python\n".length();
        return document.substring(start, document.indexOf("```", start)) + "\n";
    }

    private static String run(String program) throws Exception {
        Process python =
                new ProcessBuilder("python3", "-").redirectErrorStream(true).start();
        try (var input = python.getOutputStream()) {
            input.write(program.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
