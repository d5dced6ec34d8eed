package dev.sluice.simulator.fast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class FastRequestReaderTest {
    private static final String SIZED =
            "POST /a HTTP/1.1\r\nhost: b\r\nContent-Length: 4\r\n\r\nbody";
    private static final String CHUNKED = "POST /a HTTP/1.1\r\nTransfer-Encoding: "
            + "chunked\r\n\r\n1\r\nb\r\n3;x=y\r\nody\r\n0\r\nt: u\r\n\r\n";

    private final FastRequestReader reader = new FastRequestReader();

    @ParameterizedTest
    @ValueSource(strings = {SIZED, CHUNKED, "POST /a HTTP/1.1\ncontent-length:4\n\nbody"})
    void findsTheRequestWhereverItIsSplit(String request) throws FastRequestReader.Refused {
        for (int split = 1; split < request.length(); split++) {
            arrive(request.substring(0, split));
            assertThat(reader.complete()).as("complete after %d bytes", split).isFalse();

            arrive(request.substring(split));

            assertThat(reader.complete()).isTrue();
            assertThat(reader.line()).isEqualTo("POST /a");
            assertThat(reader.body()).asString().isEqualTo("body");
            assertThat(reader.keepAlive()).isTrue();
            reader.next();
            assertThat(reader.complete()).isFalse();
        }
    }

    @Test
    void keepsWhatFollowsARequest() throws FastRequestReader.Refused {
        arrive(SIZED + CHUNKED + "GET /last HTTP/1.1\r\nconnection: close\r\n\r\n");

        assertThat(reader.complete()).isTrue();
        assertThat(reader.keepAlive()).isTrue();
        reader.next();
        assertThat(reader.complete()).isTrue();
        assertThat(reader.hasBody("body".getBytes(StandardCharsets.US_ASCII))).isTrue();
        assertThat(reader.hasBody(null)).isFalse();
        reader.next();
        assertThat(reader.complete()).isTrue();
        assertThat(reader.line()).isEqualTo("GET /last");
        assertThat(reader.keepAlive()).isFalse();
        reader.next();
        assertThat(reader.complete()).isFalse();
    }

    @Test
    void readsABodyThatIsLargerThanItsFirstArray() throws FastRequestReader.Refused {
        String body = "0123456789".repeat(10_000);
        arrive("POST /a HTTP/1.1\r\ncontent-length: 100000\r\n\r\n");
        assertThat(reader.complete()).isFalse();

        for (int at = 0; at < body.length(); at += 1000) {
            arrive(body.substring(at, at + 1000));
        }

        assertThat(reader.complete()).isTrue();
        assertThat(reader.body()).asString().isEqualTo(body);
        assertThat(reader.line()).isEqualTo("POST /a");
    }

    @Test
    void wantsToHearThatABodyMayCome() throws FastRequestReader.Refused {
        arrive("POST /a HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n");

        assertThat(reader.complete()).isFalse();

        assertThat(reader.takeContinue()).isTrue();
        assertThat(reader.takeContinue()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /a HTTP/1.0\n\n', 400",
        "'GET / HTTP/2\n', 400",
        "'nonsense\n', 400",
        "'POST /a HTTP/1.1\ncontent-length: -1\n\n', 400",
        "'POST /a HTTP/1.1\ncontent-length: 99999999\n\n', 413",
        "'POST /a HTTP/1.1\ntransfer-encoding: gzip\n\n', 501",
        "'POST /a HTTP/1.1\ntransfer-encoding: chunked\n\nxyz\n', 400",
        "'POST /a HTTP/1.1\ntransfer-encoding: chunked\n\n1\nabcd\n', 400"
    })
    void refusesWhatIsNoRequest(String request, int status) throws FastRequestReader.Refused {
        arrive(request);

        assertThatThrownBy(reader::complete)
                .isInstanceOfSatisfying(
                        FastRequestReader.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(status));
    }

    @Test
    void refusesAnEndlessHead() throws FastRequestReader.Refused {
        arrive("GET /a HTTP/1.1\r\nx: " + "y".repeat(FastRequestReader.HEAD_BYTES_MAX));

        assertThatThrownBy(reader::complete).hasMessage("head: over 32768 bytes (expected: less)");
    }

    private void arrive(String text) throws FastRequestReader.Refused {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        byte[] into = reader.room(bytes.length);
        System.arraycopy(bytes, 0, into, reader.end(), bytes.length);
        reader.arrived(bytes.length);
    }
}
