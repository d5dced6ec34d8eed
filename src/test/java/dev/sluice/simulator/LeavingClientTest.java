package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Eventually;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RunningSimulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.concurrent.CompletableFuture;

class LeavingClientTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String BODY = "{\"model\":\"m\",\"stream\":true,\"messages\":[]}";

    @RegisterExtension
    static final RunningSimulator simulator = new RunningSimulator();

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient H2C = VERTX.createHttpClient(new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setDefaultHost("127.0.0.1"));

    @AfterAll
    static void closeClient() {
        RunningSimulator.await(VERTX.close());
    }

    @Test
    void countsAFinAsCancelled() {
        simulator.answers(Answer.start().tokens("a").stall());
        RawClient client = RawClient.connect(simulator.port()).post(PATH, BODY);
        client.await("the first token", it -> it.text().equals("a"));
        long openBefore = simulator.stats().open();

        client.close();

        assertThat(openBefore).isEqualTo(1);
        assertCancelledOnce();
    }

    @Test
    void countsAResetAsCancelled() {
        simulator.answers(Answer.start().tokens("a").stall());
        RawClient client = RawClient.connect(simulator.port()).post(PATH, BODY);
        client.await("the first token", it -> it.text().equals("a"));

        client.reset();

        assertCancelledOnce();
    }

    @Test
    void countsAClientThatLeavesBeforeTheHead() {
        simulator.answers(Answer.start().gate("never"));
        RawClient client = RawClient.connect(simulator.port()).post(PATH, BODY);
        simulator.awaitReached("never");

        client.close();

        assertCancelledOnce();
    }

    @Test
    void countsAClientThatLeavesAnEndlessAnswerBeingWritten() {
        simulator.answers(Answer.start().repeated(" token", 10_000_000));
        RawClient client = RawClient.connect(simulator.port()).post(PATH, BODY);
        client.await("some tokens", it -> it.frames().size() > 10);

        client.reset();

        assertCancelledOnce();
    }

    @Test
    void countsAnHttp2ResetAsCancelledAndKeepsTheConnection() {
        simulator.answers(Answer.start().tokens("a").stall(), Answer.saying("next"));
        HttpClientRequest request = open(H2C, simulator.port());
        HttpClientResponse response = RunningSimulator.await(request.send(BODY));

        request.reset();

        assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
        assertCancelledOnce();
        Buffer second = RunningSimulator.await(
                open(H2C, simulator.port()).send(BODY).compose(HttpClientResponse::body));
        assertThat(second.toString()).endsWith("data: [DONE]\n\n");
        assertThat(simulator.stats().connections()).isEqualTo(1);
    }

    @Test
    void cutsAnHttp2StreamWithAReset() {
        simulator.answers(Answer.start().tokens("a").gate("cut").cut(Step.Cut.How.FIN));
        HttpClientRequest request = open(H2C, simulator.port());
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        HttpClientResponse response = RunningSimulator.await(request.send(BODY).onSuccess(it -> {
            it.exceptionHandler(failure::complete);
            it.handler(bytes -> simulator.open("cut"));
        }));

        Throwable seen = failure.join();

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(seen)
                .isInstanceOfSatisfying(
                        StreamResetException.class,
                        it -> assertThat(it.getCode()).isEqualTo(2));
        assertThat(simulator.stats().cut()).isEqualTo(1);
        assertThat(simulator.stats().open()).isZero();
    }

    @Test
    void waitsForAClientThatDoesNotRead() {
        simulator.answers(Answer.start().repeated(" token", 100_000).done());
        try (RawClient client = RawClient.connect(simulator.port(), 8 * 1024).pause()) {
            client.post(PATH, BODY);
            Eventually.equals(() -> simulator.stats().paused() > 0, true);
            long written = simulator.stats().bytes();

            client.resume();
            int frames = client.answer().frames().size();

            // 100,001 frames of more than 150 bytes: what the sockets hold is a small part of it.
            assertThat(written).isLessThan(8_000_000);
            assertThat(frames).isEqualTo(100_001);
            assertThat(simulator.stats().bytes()).isGreaterThan(15_000_000);
            assertThat(simulator.stats().completed()).isEqualTo(1);
        }
    }

    private static void assertCancelledOnce() {
        Eventually.equals(() -> simulator.stats().open(), 0L);
        assertThat(simulator.stats().cancelled()).isEqualTo(1);
        assertThat(simulator.stats().completed()).isZero();
    }

    static HttpClientRequest open(HttpClient client, int port) {
        return RunningSimulator.await(client.request(HttpMethod.POST, port, "127.0.0.1", PATH));
    }
}
