package dev.sluice.upstream.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.Coded;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.DataFormatException;

/** Bodies in gzip and deflate, taken apart everywhere. */
class BodyDecoderTest {
    private static final String TEXT = "data: {\"a\":1}\n\ndata: {\"ä\":\"€\"}\n\n".repeat(20);

    @ParameterizedTest
    @EnumSource(Coded.class)
    void splitAnywhereItIsTheSameText(Coded coded) throws DataFormatException {
        byte[] bytes = coded.of(TEXT);

        for (int split = 0; split <= bytes.length; split++) {
            assertThat(decoded(
                            coded,
                            Arrays.copyOf(bytes, split),
                            Arrays.copyOfRange(bytes, split, bytes.length)))
                    .isEqualTo(TEXT);
        }
    }

    @Test
    void severalMembersOfGzipAreOneText() throws DataFormatException {
        byte[] one = Coded.GZIP.of("one ");
        byte[] two = Coded.GZIP.of("two");
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);

        assertThat(decoded(Coded.GZIP, both)).isEqualTo("one two");
        assertThat(decoded(Coded.GZIP, one, two)).isEqualTo("one two");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 8, 16, 2 | 4 | 8 | 16, 1 | 2 | 4 | 8 | 16})
    void whatAHeaderSaysOfTheFileIsSkipped(int flags) throws DataFormatException {
        byte[] plain = Coded.GZIP.of(TEXT);
        Buffer header = Buffer.buffer(Arrays.copyOf(plain, 10));
        header.setByte(3, (byte) flags);
        if ((flags & 4) != 0) {
            header.appendBytes(new byte[] {3, 0, 1, 2, 3});
        }
        if ((flags & 8) != 0) {
            header.appendString("name\0");
        }
        if ((flags & 16) != 0) {
            header.appendString("a comment\0");
        }
        if ((flags & 2) != 0) {
            header.appendBytes(new byte[] {1, 2});
        }
        Buffer whole = header.appendBytes(Arrays.copyOfRange(plain, 10, plain.length));

        byte[][] pieces = new byte[whole.length()][];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = whole.getBytes(i, i + 1);
        }
        assertThat(decoded(Coded.GZIP, pieces)).isEqualTo(TEXT);
    }

    @Test
    void aPieceIsBoundedWhateverItIsDecodedFrom() throws DataFormatException {
        BodyDecoder decoder = decoder(Coded.GZIP);
        decoder.take(Buffer.buffer(Coded.GZIP.of("0".repeat(10_000_000))));

        int bytes = 0;
        Buffer next = decoder.next();
        while (next != null) {
            assertThat(next.length()).isLessThanOrEqualTo(16 * 1024);
            bytes += next.length();
            next = decoder.next();
        }

        assertThat(bytes).isEqualTo(10_000_000);
        assertThat(decoder.isWhole()).isTrue();
        decoder.close();
    }

    @ParameterizedTest
    @EnumSource(Coded.class)
    void aBodyThatIsCutAnywhereIsNotWhole(Coded coded) throws DataFormatException {
        byte[] bytes = coded.of(TEXT);

        for (int length = 1; length < bytes.length; length++) {
            BodyDecoder decoder = decoder(coded);
            read(decoder, Arrays.copyOf(bytes, length));
            assertThat(decoder.isWhole()).as("%d bytes", length).isFalse();
            decoder.close();
        }
        assertThat(decoder(coded).isWhole()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Coded.class)
    void plainTextIsNoCoding(Coded coded) {
        assertThatThrownBy(() ->
                        decoded(coded, TEXT.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(DataFormatException.class);
    }

    @ParameterizedTest
    @EnumSource(Coded.class)
    void nothingMayFollowTheEnd(Coded coded) {
        byte[] bytes = coded.of(TEXT);
        byte[] more = Arrays.copyOf(bytes, bytes.length + 4);

        assertThatThrownBy(() -> decoded(coded, more)).isInstanceOf(DataFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void aWrongTrailerIsNoticed(int fromEnd) {
        byte[] bytes = Coded.GZIP.of(TEXT);
        bytes[bytes.length - fromEnd] ^= 1;

        assertThatThrownBy(() -> decoded(Coded.GZIP, bytes))
                .isInstanceOf(DataFormatException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "identity | ''",
                "'' | ''",
                "none | ''",
                "UTF-8 | ''",
                "GZIP | gzip",
                "identity, gzip | gzip",
                "x-gzip | x-gzip",
                "br | br",
                "gzip, br | 'gzip, br'"
            })
    void onlyCodingsCount(String header, String codings) {
        assertThat(BodyDecoder.codings(
                        MultiMap.caseInsensitiveMultiMap().set("Content-Encoding", header)))
                .isEqualTo(codings);
    }

    @Test
    void codingsMayStandInSeveralLines() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        headers.add("content-encoding", "identity").add("content-encoding", "gzip");

        assertThat(BodyDecoder.codings(headers)).isEqualTo("gzip");
        assertThat(BodyDecoder.codings(MultiMap.caseInsensitiveMultiMap())).isEmpty();
    }

    private static String decoded(Coded coded, byte[]... pieces) throws DataFormatException {
        BodyDecoder decoder = decoder(coded);
        Buffer text = Buffer.buffer();
        for (byte[] piece : pieces) {
            text.appendBuffer(read(decoder, piece));
        }
        assertThat(decoder.isWhole()).isTrue();
        decoder.close();
        return text.toString();
    }

    private static Buffer read(BodyDecoder decoder, byte[] piece) throws DataFormatException {
        Buffer text = Buffer.buffer();
        decoder.take(Buffer.buffer(piece));
        Buffer next = decoder.next();
        while (next != null) {
            text.appendBuffer(next);
            next = decoder.next();
        }
        return text;
    }

    private static BodyDecoder decoder(Coded coded) {
        return Objects.requireNonNull(BodyDecoder.of(coded.label().toLowerCase(Locale.ROOT)));
    }
}
