package dev.sluice.inference.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

class InflationTest {
    /** Of {@code hello}, with an extra field, a name, a comment and a checksum of its head. */
    private static final String FULL_HEAD = "1f8b081e00000000000003000061626361006200";

    private static final String HELLO = "cb48cdc9c90700";
    private static final String END = "86a6103605000000";

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 100_000})
    void givesBackWhatWasCompressed(int length) throws Exception {
        byte[] plain = random(length);

        assertThat(gunzip(gzip(plain), length == 0 ? 1 : length)).isEqualTo(plain);
        assertThat(gunzip(gzip(plain), 1_000_000)).isEqualTo(plain);
    }

    @Test
    void readsSeveralPartsAsOne() throws Exception {
        assertThat(gunzip(join(gzip(random(7)), gzip(random(0)), gzip(random(9000))), 9007))
                .isEqualTo(join(random(7), random(0), random(9000)));
    }

    @Test
    void readsAHeadWithEverythingInIt() throws Exception {
        byte[] coded = HexFormat.of().parseHex(FULL_HEAD + "0000" + HELLO + END);

        assertThat(gunzip(coded, 5)).asString().isEqualTo("hello");
    }

    @Test
    void readsDeflateWithItsFrameAndWithout() throws Exception {
        for (boolean raw : new boolean[] {false, true}) {
            byte[] coded = deflate(random(20_000), raw);
            try (Inflation inflation = new Inflation(coded, 20_000)) {
                assertThat(inflation.deflate()).isEqualTo(random(20_000));
            }
        }
    }

    @Test
    void everyPieceOfABodyIsBroken() throws Exception {
        byte[] whole = HexFormat.of().parseHex(FULL_HEAD + "0000" + HELLO + END);
        byte[] framed = deflate(random(50), false);
        for (int length = 1; length < whole.length; length++) {
            byte[] piece = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> gunzip(piece, 100)).isInstanceOf(DataFormatException.class);
        }
        for (int length = 2; length < framed.length; length++) {
            byte[] piece = Arrays.copyOf(framed, length);
            assertThatThrownBy(() -> undeflate(piece)).isInstanceOf(DataFormatException.class);
        }
    }

    @Test
    void saysWhatIsBroken() throws Exception {
        byte[] whole = gzip(random(100));
        byte[] other = whole.clone();
        other[whole.length - 5] ^= 1;
        byte[] flags = whole.clone();
        flags[3] = (byte) 0x80;

        assertBroken(other, "its checksum or length is another");
        assertBroken(flags, "its head has flags that gzip does not know");
        assertBroken(join(whole, random(20)), "more follows its end at byte " + whole.length);
        assertBroken(
                "{\"model\"".getBytes(StandardCharsets.UTF_8),
                "it does not begin as gzip does at byte 0");
        assertThatThrownBy(() -> undeflate(join(deflate(random(9), true), random(3))))
                .hasMessageStartingWith("more follows its end at byte ");
        assertThatThrownBy(() -> undeflate("{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DataFormatException.class);
    }

    @Test
    void stopsWhereTheLimitIs() throws Exception {
        byte[] bomb = gzip(new byte[50_000_000]);

        assertThatThrownBy(() -> gunzip(bomb, 1024))
                .isInstanceOf(Inflation.TooLargeException.class);
        assertThatThrownBy(() -> gunzip(gzip(random(1025)), 1024))
                .isInstanceOf(Inflation.TooLargeException.class);
        assertThatThrownBy(() -> gunzip(join(gzip(random(1024)), gzip(random(1))), 1024))
                .isInstanceOf(Inflation.TooLargeException.class);
    }

    private static void assertBroken(byte[] coded, String message) {
        assertThatThrownBy(() -> gunzip(coded, 1000))
                .isInstanceOf(DataFormatException.class)
                .hasMessage(message);
    }

    private static byte[] gunzip(byte[] coded, int maxBytes) throws DataFormatException {
        try (Inflation inflation = new Inflation(coded, maxBytes)) {
            return inflation.gzip();
        }
    }

    private static byte[] undeflate(byte[] coded) throws DataFormatException {
        try (Inflation inflation = new Inflation(coded, 1000)) {
            return inflation.deflate();
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
            out.write(plain);
        }
        return coded.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean raw) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, raw);
        deflater.setInput(plain);
        deflater.finish();
        byte[] coded = new byte[plain.length * 2 + 100];
        int length = deflater.deflate(coded);
        deflater.end();
        return Arrays.copyOf(coded, length);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
