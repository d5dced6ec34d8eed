package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.RecordedRequest;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Requests whose bodies are compressed. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class CodedRequestsTest {
    private static final int LIMIT = 1024 * 1024;
    private static final byte[] BODY = Gateway.chat("base")
            .put("x", "hé ".repeat(100))
            .encode()
            .getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-encoding: gzip",
                "content-encoding: x-gzip",
                "Content-Encoding: GZIP",
                "content-encoding: identity, gzip",
                "content-encoding: gzip\r\ncontent-encoding: identity"
            })
    void gzipIsDecodedAndGoesOnPlain(String header) throws IOException {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));

        assertThat(ask(gzip(BODY), header).status()).isEqualTo(200);

        RecordedRequest asked = upstream.requests().getFirst();
        assertThat(asked.json())
                .isEqualTo(new JsonObject(Buffer.buffer(BODY)).put("model", "sent-base"));
        assertThat(asked.headers().contains("content-encoding")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deflateIsDecodedWithItsFrameAndWithout(boolean raw) throws IOException {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));

        assertThat(ask(deflate(BODY, raw), "content-encoding: deflate").status())
                .isEqualTo(200);
        assertThat(upstream.requests().getFirst().json().getString("model")).isEqualTo("sent-base");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-encoding: identity", "content-encoding: ", "x-a: b"})
    void identityIsNothing(String header) {
        Gateway.begin(Answer.saying("hello"));

        assertThat(ask(BODY, header).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "content-encoding: br | br",
                "content-encoding: zstd | zstd",
                "content-encoding: gzip, gzip | gzip, gzip",
                "content-encoding: deflate~content-encoding: gzip | deflate, gzip"
            })
    void anotherCodingIs415AndSaysWhatIsTaken(String header, String named) {
        Simulator upstream = Gateway.begin();

        HttpAnswer answer = ask(BODY, header.replace("~", "\r\n"));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.header("accept-encoding")).isEqualTo("gzip, deflate");
        assertThat(error(answer).getString("code")).isEqualTo("unsupported_encoding");
        assertThat(error(answer).getString("message"))
                .isEqualTo("the content-encoding is '" + named
                        + "' (expected: one of gzip, deflate, or none)");
        assertThat(upstream.stats().requests()).isZero();
    }

    @Test
    void theDecodedSizeIsWhatCounts() throws IOException {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        JsonObject request = Gateway.chat("base").put("x", "");
        String full =
                request.put("x", "y".repeat(LIMIT - request.encode().length())).encode();

        assertThat(ask(gzip(full.getBytes(StandardCharsets.UTF_8)), "content-encoding: gzip")
                        .status())
                .isEqualTo(200);
        HttpAnswer more =
                ask(gzip((full + " ").getBytes(StandardCharsets.UTF_8)), "content-encoding: gzip");

        assertThat(more.status()).isEqualTo(413);
        assertThat(error(more).getString("message"))
                .isEqualTo(
                        "the body is larger than 1048576 bytes when it is decoded (limits.body)");
        assertThat(upstream.stats().requests()).isEqualTo(1);
    }

    @Test
    void aBombIs413() throws IOException {
        byte[] bomb = gzip(new byte[20 * LIMIT]);

        HttpAnswer answer = ask(bomb, "content-encoding: gzip");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(error(answer).getString("code")).isEqualTo("request_too_large");
    }

    @Test
    void aBrokenBodyIs400AndSaysSo() throws IOException {
        byte[] whole = gzip(BODY);
        for (byte[] broken : new byte[][] {BODY, Arrays.copyOf(whole, whole.length - 9)}) {
            HttpAnswer answer = ask(broken, "content-encoding: gzip");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(error(answer).getString("code")).isEqualTo("invalid_encoding");
            assertThat(error(answer).getString("message"))
                    .startsWith(
                            "the body can't be decoded as its content-encoding says (gzip): it ");
        }
    }

    @Test
    void aCodingThatIsNotSaidIsRecognized() throws IOException {
        HttpAnswer answer = ask(gzip(BODY), "x-a: b");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(error(answer).getString("message"))
                .isEqualTo("the body is compressed with gzip, which no content-encoding says "
                        + "(expected: a JSON object)");
    }

    private static HttpAnswer ask(byte[] body, String header) {
        Buffer request = Buffer.buffer("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\n"
                        + Gateway.AUTHORIZATION + "\r\ncontent-type: application/json\r\n" + header
                        + "\r\ncontent-length: " + body.length + "\r\n\r\n")
                .appendBytes(body);
        try (RawClient client = Gateway.connect()) {
            return client.send(request.getBytes()).answer();
        }
    }

    private static JsonObject error(HttpAnswer answer) {
        return answer.json().getJsonObject("error");
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
            out.write(plain);
        }
        return coded.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean raw) throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, raw);
        try (DeflaterOutputStream out = new DeflaterOutputStream(coded, deflater)) {
            out.write(plain);
        }
        deflater.end();
        return coded.toByteArray();
    }
}
