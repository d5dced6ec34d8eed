package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class AnswerParserTest {
    private static final String SIZED =
            "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"a\":\"\r\n\"}\n";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "7\r\ndata: a\r\nA;x=y\r\n\n\ndata: b\n\r\n1\r\n\n\r\n0\r\nx-trailer: y\r\n\r\n";

    private final AnswerParser parser = new AnswerParser();

    @BeforeEach
    void begin() {
        parser.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {SIZED, CHUNKED})
    void findsTheEndWhereverTheAnswerIsSplit(String answer) throws BrokenAnswer {
        byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
        parser.accept(bytes, 0, bytes.length);
        String whole = parser.body();

        for (int split = 1; split < bytes.length; split++) {
            parser.reset();
            assertThat(parser.accept(bytes, 0, split)).isEqualTo(split);
            assertThat(parser.complete()).as("complete after %d bytes", split).isFalse();
            assertThat(parser.accept(bytes, split, bytes.length)).isEqualTo(bytes.length);
            assertThat(parser.complete()).isTrue();
            assertThat(parser.status()).isEqualTo(200);
            assertThat(parser.body()).isEqualTo(whole);
        }
    }

    @Test
    void joinsChunksToABody() throws BrokenAnswer {
        accept(CHUNKED);

        assertThat(parser.body()).isEqualTo("data: a\n\ndata: b\n\n");
        assertThat(parser.bodyLength()).isEqualTo(18);
        assertThat(parser.count("\n\n")).isEqualTo(2);
        assertThat(parser.endsWith("data: b\n\n")).isTrue();
        assertThat(parser.endsWith("data: a\n\n")).isFalse();
    }

    @Test
    void leavesWhatComesAfterTheEnd() throws BrokenAnswer {
        assertThat(accept(SIZED + "HTTP/1.1 ")).isEqualTo(SIZED.length());
    }

    @Test
    void anAnswerWithoutABodyEndsWithItsHead() throws BrokenAnswer {
        accept("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");

        assertThat(parser.complete()).isTrue();
        assertThat(parser.status()).isEqualTo(503);
        assertThat(parser.body()).isEmpty();
    }

    @Test
    void keepsABodyThatIsLargerThanItsFirstBuffer() throws BrokenAnswer {
        String body = "0123456789".repeat(10_000);

        accept("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + body);

        assertThat(parser.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\n",
                "HTTP/1.1 abc\r\n",
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n"
            })
    void refusesWhatIsNotAnAnswer(String answer) {
        assertThatThrownBy(() -> accept(answer)).isInstanceOf(BrokenAnswer.class);
    }

    private int accept(String answer) throws BrokenAnswer {
        byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
        return parser.accept(bytes, 0, bytes.length);
    }
}
