package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class StreamCheckTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String ROLE =
            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    private static final String FINISH =
            "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String END = "0\r\n\r\n";

    private final List<Integer> seen = new ArrayList<>();
    private StreamCheck check = new StreamCheck(2, seen::add);

    @Test
    void followsAStreamWhereverItIsSplit() throws BrokenAnswer {
        String stream = HEAD
                + chunk(ROLE + token(0))
                + chunk(": keep-alive\n\n")
                + chunk(token(1).substring(0, 20))
                + chunk(token(1).substring(20) + FINISH)
                + chunk(DONE)
                + END;

        for (int split = 1; split < stream.length(); split++) {
            seen.clear();
            check = new StreamCheck(2, seen::add);
            accept(stream.substring(0, split));
            assertThat(check.complete()).as("complete after %d bytes", split).isFalse();
            accept(stream.substring(split));

            assertThat(check.complete()).isTrue();
            assertThat(seen).containsExactly(0, 1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "1, token '1' (expected: 0)",
                "0|0, token '0' (expected: 1)",
                "0|DONE, [DONE] after 1 tokens (expected: 2)",
                "0|1|2|DONE, [DONE] after 3 tokens (expected: 2)",
                "0|1|END, the stream ended after 2 tokens without [DONE]",
                "0|1|DONE|0, an event after [DONE]",
                "0|ERROR, an error event after 1 tokens",
                "0|HALF, 'data: {\"choices\"' (expected: data: {…})"
            })
    void findsWhatIsMissingOrTooMuch(String frames, String expected) throws BrokenAnswer {
        accept(HEAD);

        assertThatThrownBy(() -> {
                    for (String frame : frames.split("\\|")) {
                        accept(
                                switch (frame) {
                                    case "DONE" -> chunk(DONE);
                                    case "END" -> END;
                                    case "ERROR" -> chunk("data: {\"error\":{}}\n\n");
                                    case "HALF" -> chunk("data: {\"choices\"\n\n");
                                    default -> chunk(token(Integer.parseInt(frame)));
                                });
                    }
                })
                .isInstanceOf(BrokenAnswer.class)
                .hasMessage(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "HTTP/1.1 503 No\\n | 'HTTP/1.1 503 No' (expected: HTTP/1.1 200)",
                "HTTP/1.1 200 OK\\ncontent-length: 3\\n\\n | a stream without chunked encoding",
                "HTTP/1.1 200 OK\\ntransfer-encoding: chunked\\n\\nxyz\\n | a chunk of 'xyz' "
                        + "bytes (expected: a hexadecimal number)",
                "HTTP/1.1 200 OK\\ntransfer-encoding: chunked\\n\\n1\\n:more\\n | a chunk is "
                        + "longer than it says"
            })
    void findsWhatIsNoChunkedAnswer(String bytes, String expected) {
        assertThatThrownBy(() -> accept(bytes.replace("\\n", "\r\n"))).hasMessage(expected);
    }

    private void accept(String text) throws BrokenAnswer {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        check.accept(bytes, bytes.length);
    }

    private static String chunk(String content) {
        return Integer.toHexString(content.length()) + "\r\n" + content + "\r\n";
    }

    private static String token(int number) {
        return "data: {\"choices\":[{\"delta\":{\"content\":\"" + (number == 0 ? "" : " ") + number
                + "\"}}]}\n\n";
    }
}
