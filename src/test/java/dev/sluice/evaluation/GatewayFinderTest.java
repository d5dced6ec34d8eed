package dev.sluice.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import dev.sluice.evaluation.LabelFinder.Found;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

class GatewayFinderTest {
    private static final UUID ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");

    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String body = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("authorization"));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void takesTheRawScoreOfTheAttemptThatWasCommitted() throws Exception {
        body = """
                {"id": "x", "attempts": [
                  {"model": "tuned", "committed": false, "judgement": {"verdict": "unsure", "source": "logprobs", "raw": 0.2}},
                  {"model": "base", "committed": true, "judgement": {"verdict": "accepted", "source": "logprobs", "raw": 0.75}}
                ]}""";

        assertThat(find("key")).isEqualTo(new Found("base", 0.75, "logprobs", null));
        assertThat(asked).containsExactly("/api/inferences/" + ID + " Bearer key");
    }

    @Test
    void saysWhyAnInferenceHasNoScore() throws Exception {
        body = "{\"attempts\": [{\"model\": \"base\", \"committed\": true, \"judgement\": null}]}";
        assertThat(find(null))
                .isEqualTo(
                        Found.nothing("an inference whose answer was scored; this one's was not"));
        assertThat(asked).containsExactly("/api/inferences/" + ID + " null");

        body = "{\"attempts\": [{\"model\": \"base\", \"committed\": true, \"judgement\": "
                + "{\"raw\": null}}]}";
        assertThat(find(null))
                .isEqualTo(
                        Found.nothing("an inference whose answer was scored; this one's was not"));

        body = "{\"attempts\": []}";
        assertThat(find(null))
                .isEqualTo(Found.nothing("an inference that was answered; this one was not"));

        status = 404;
        assertThat(find(null).problem())
                .startsWith("an inference that http://")
                .endsWith(" has a record of");
    }

    @Test
    void givesUpWhereNoneCanBeFound() {
        body = "<html>";
        assertThatThrownBy(() -> find(null))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the address does not answer like a Sluice gateway of this "
                        + "version: the answer is not "
                        + "valid JSON");

        status = 401;
        assertThatThrownBy(() -> find(null))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(" answers 401: it takes a key, see --key");

        status = 503;
        assertThatThrownBy(() -> find(null))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(" answers 503 for /api/inferences/" + ID);

        server.stop(0);
        assertThatThrownBy(() -> find(null))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no answer from http://")
                .hasMessageEndingWith("ids are looked up at a running gateway, see --gateway");
    }

    private Found find(String key) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (GatewayFinder finder = new GatewayFinder(uri, key)) {
            return finder.find(ID);
        }
    }
}
