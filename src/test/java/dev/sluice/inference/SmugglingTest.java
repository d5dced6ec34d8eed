package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import jakarta.inject.Inject;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * Requests that two servers could read differently (RFC 9112, 11.2), byte for byte. Each carries a
 * second request in what one reading takes for its body; that one must never be asked upstream.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class SmugglingTest {
    private static final String START = "POST /v1/chat/completions HTTP/1.1\r\n";
    private static final String HEAD = "host: localhost\r\n" + Gateway.AUTHORIZATION
            + "\r\ncontent-type: application/json\r\n";
    private static final String BODY = Gateway.chat("tuned").encode();
    private static final String HIDDEN = Gateway.chat("base").encode();
    private static final String SMUGGLED =
            START + HEAD + "content-length: " + HIDDEN.length() + "\r\n\r\n" + HIDDEN;
    private static final String CHUNK = Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n";

    /** Its answer, a 405, tells that everything before it has been read. */
    private static final String LAST =
            "PUT /v1/models HTTP/1.1\r\nhost: localhost\r\n" + Gateway.AUTHORIZATION + "\r\n\r\n";

    @Inject
    Meters meters;

    record Case(String name, String bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case lengths(String name, String lines) {
        return new Case(name, START + HEAD + lines + "\r\n" + CHUNK + "0\r\n\r\n" + SMUGGLED);
    }

    private static Case header(String name, String lines) {
        return new Case(
                name,
                START + HEAD + "content-length: " + BODY.length() + "\r\n" + lines + "\r\n" + BODY);
    }

    private static Case chunks(String name, String body) {
        return new Case(name, START + HEAD + "transfer-encoding: chunked\r\n\r\n" + body);
    }

    static Stream<Case> cases() {
        return Stream.of(
                lengths("both lengths", "content-length: 5\r\ntransfer-encoding: chunked\r\n"),
                lengths(
                        "both, the other way",
                        "transfer-encoding: chunked\r\ncontent-length: 5\r\n"),
                lengths("two lengths", "content-length: 5\r\ncontent-length: 6\r\n"),
                lengths("two lengths in one", "content-length: 5, 6\r\n"),
                lengths("same length twice", "content-length: 5\r\ncontent-length: 5\r\n"),
                lengths("plus length", "content-length: +5\r\n"),
                lengths("hex length", "content-length: 0x5\r\n"),
                lengths("negative", "content-length: -5\r\n"),
                lengths("huge length", "content-length: 99999999999999999999\r\n"),
                lengths("empty length", "content-length: \r\n"),
                lengths("length with space in", "content-length: 5 5\r\n"),
                lengths("chunked, identity", "transfer-encoding: chunked, identity\r\n"),
                lengths("identity", "transfer-encoding: identity\r\ncontent-length: 5\r\n"),
                lengths("xchunked", "transfer-encoding: xchunked\r\ncontent-length: 5\r\n"),
                lengths("gzip, chunked", "transfer-encoding: gzip, chunked\r\n"),
                lengths("chunked chunked", "transfer-encoding: chunked, chunked\r\n"),
                lengths("two te", "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n"),
                lengths(
                        "te other",
                        "transfer-encoding: identity\r\ntransfer-encoding: chunked\r\n"),
                lengths("te tab", "transfer-encoding:\tchunked\r\ncontent-length: 5\r\n"),
                lengths("te vt", "transfer-encoding: \u000bchunked\r\ncontent-length: 5\r\n"),
                lengths("te quoted", "transfer-encoding: \"chunked\"\r\ncontent-length: 5\r\n"),
                lengths("te semicolon", "transfer-encoding: chunked;a=b\r\ncontent-length: 5\r\n"),
                lengths("te space colon", "transfer-encoding : chunked\r\ncontent-length: 5\r\n"),
                lengths("te nul", "transfer-encoding: chunked\u0000\r\ncontent-length: 5\r\n"),
                lengths("te fold", "transfer-encoding:\r\n chunked\r\ncontent-length: 5\r\n"),
                lengths(
                        "fold hides te",
                        "x: y\r\n transfer-encoding: chunked\r\ncontent-length: 5\r\n"),
                lengths("te underscore", "transfer_encoding: chunked\r\ncontent-length: 5\r\n"),
                new Case(
                        "te 1.0",
                        START.replace("1.1", "1.0") + HEAD + "transfer-encoding: chunked\r\n\r\n"
                                + CHUNK + "0\r\n\r\n" + SMUGGLED),
                header("space colon", "x-a : b\r\n"),
                header("space before name", " x-a: b\r\n"),
                header("fold", "x-a: b\r\n c\r\n"),
                header("nul value", "x-a: b\u0000c\r\n"),
                header("nul name", "x\u0000a: b\r\n"),
                header("cr in value", "x-a: b\rx-c: d\r\n"),
                header("bare cr end", "x-a: b\r\rx-c: d\r\n"),
                header("bare lf", "x-a: b\nx-c: d\r\n"),
                header("no colon", "x-a\r\n"),
                header("empty name", ": b\r\n"),
                header("non-ascii name", "x-\u00e4: b\r\n"),
                header("vt value", "x-a: b\u000bc\r\n"),
                header("two hosts", "host: other\r\n"),
                header("idempotency cr", "idempotency-key: a\rb\r\n"),
                header("idempotency nul", "idempotency-key: a\u0000b\r\n"),
                header("idempotency latin", "idempotency-key: a\u00e4b\r\n"),
                header("idempotency del", "idempotency-key: a\u007fb\r\n"),
                header(
                        "upgrade h2c",
                        "connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: "
                                + "AAMAAABkAAQAAP__\r\n"),
                new Case(
                        "lf only",
                        (START + HEAD + "content-length: " + BODY.length() + "\r\n\r\n")
                                        .replace("\r\n", "\n")
                                + BODY),
                new Case(
                        "tab request line",
                        START.replace(" ", "\t") + HEAD + "content-length: " + BODY.length()
                                + "\r\n\r\n" + BODY),
                new Case(
                        "extra word",
                        START.replace("HTTP", "x HTTP") + HEAD + "content-length: " + BODY.length()
                                + "\r\n\r\n" + BODY),
                new Case(
                        "HTTP/1.2",
                        START.replace("1.1", "1.2") + HEAD + "content-length: " + BODY.length()
                                + "\r\n\r\n" + BODY),
                new Case(
                        "HTTP/3.0",
                        START.replace("1.1", "3.0") + HEAD + "content-length: " + BODY.length()
                                + "\r\n\r\n" + BODY),
                new Case("0.9", "GET /v1/models\r\n\r\n"),
                new Case(
                        "absolute",
                        START.replace(" /v1", " http://evil.test/v1") + HEAD + "content-length: "
                                + BODY.length() + "\r\n\r\n" + BODY),
                new Case(
                        "leading crlf",
                        "\r\n\r\n" + START + HEAD + "content-length: " + BODY.length() + "\r\n\r\n"
                                + BODY),
                chunks("size overflow", "100000000" + CHUNK + "0\r\n\r\n" + SMUGGLED),
                chunks("size overflow 64", "ffffffffffffffff\r\n" + SMUGGLED),
                chunks("size wraps", "10000000000000000" + CHUNK + "0\r\n\r\n" + SMUGGLED),
                chunks("size negative", "-" + CHUNK + "0\r\n\r\n" + SMUGGLED),
                chunks("size plus", "+" + CHUNK + "0\r\n\r\n" + SMUGGLED),
                chunks("size 0x", "0x" + CHUNK + "0\r\n\r\n" + SMUGGLED),
                chunks("size garbage", "zz\r\n" + BODY + "\r\n0\r\n\r\n" + SMUGGLED),
                chunks("size empty", "\r\n" + BODY + "\r\n0\r\n\r\n" + SMUGGLED),
                chunks(
                        "size space",
                        Integer.toHexString(BODY.length()) + " \r\n" + BODY + "\r\n0\r\n\r\n"),
                chunks("size lead space", " " + CHUNK + "0\r\n\r\n"),
                chunks("size underscore", "_" + CHUNK + "0\r\n\r\n" + SMUGGLED),
                chunks("size lf", CHUNK.replaceFirst("\r\n", "\n") + "0\r\n\r\n"),
                chunks("size cr", CHUNK.replaceFirst("\r\n", "\r") + "0\r\n\r\n"),
                chunks("end lf", CHUNK.substring(0, CHUNK.length() - 2) + "\n0\r\n\r\n"),
                chunks(
                        "end missing",
                        CHUNK.substring(0, CHUNK.length() - 2) + "0\r\n\r\n" + SMUGGLED),
                chunks("end xx", CHUNK.substring(0, CHUNK.length() - 2) + "xx0\r\n\r\n" + SMUGGLED),
                chunks("ext", CHUNK.replaceFirst("\r\n", ";a=b\r\n") + "0\r\n\r\n"),
                chunks("ext lf", CHUNK.replaceFirst("\r\n", ";a\nb\r\n") + "0\r\n\r\n" + SMUGGLED),
                chunks("ext cr", CHUNK.replaceFirst("\r\n", ";a\rb\r\n") + "0\r\n\r\n" + SMUGGLED),
                chunks(
                        "ext huge",
                        CHUNK.replaceFirst("\r\n", ";" + "a".repeat(100_000) + "\r\n") + "0\r\n\r\n"
                                + SMUGGLED),
                chunks(
                        "trailer te",
                        CHUNK + "0\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n"),
                chunks(
                        "trailer huge",
                        CHUNK + "0\r\nx: " + "a".repeat(100_000) + "\r\n\r\n" + SMUGGLED),
                chunks("trailer bad", CHUNK + "0\r\nx y: z\r\n\r\n"),
                chunks("last lf", CHUNK + "0\n\n" + SMUGGLED),
                chunks("last 00000", CHUNK + "00000\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theHiddenRequestIsNeverAsked(Case odd) {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));

        try (RawClient client = Gateway.connect()) {
            send(client, odd.bytes() + LAST);
            Eventually.equals(() -> client.end() != RawClient.End.OPEN || isLast(client), true);

            assertThat(upstream.requests())
                    .noneMatch(asked -> asked.json().getString("model").equals("sent-base"));
            assertThat(upstream.stats().requests()).isLessThanOrEqualTo(1);
            if (odd.bytes().contains(SMUGGLED)) {
                assertThat(client.end()).isNotEqualTo(RawClient.End.OPEN);
            }
        }
        Eventually.equals(() -> meters.openInferences(), 0);
    }

    private static boolean isLast(RawClient client) {
        return client.answers().stream()
                .anyMatch(answer -> answer.complete() && answer.status() == 405);
    }

    private static void send(RawClient client, String bytes) {
        try {
            client.send(bytes.getBytes(StandardCharsets.ISO_8859_1));
        } catch (UncheckedIOException closed) {
            // The gateway has seen enough.
        }
    }
}
