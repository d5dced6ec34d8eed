package dev.sluice.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;

import dev.sluice.model.store.SpecialToken.Kind;
import dev.sluice.testing.GgufWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

class GgufHeaderTest {
    private static final long SEED = 20261121;
    private static final long MOST_BYTES_ALLOCATED = 2L << 20;

    @TempDir
    private Path directory;

    @Test
    void readsWhatTheFileSaysAboutItself() throws Exception {
        // Given
        Path file = GgufWriter.tinyModel("Tiny").write(directory.resolve("tiny.gguf"));

        // When
        GgufHeader header = GgufHeader.read(file);

        // Then
        assertThat(header.version()).isEqualTo(3);
        assertThat(header.architecture()).isEqualTo("llama");
        assertThat(header.type()).isEqualTo("model");
        assertThat(header.adapter()).isFalse();
        assertThat(header.name()).contains("Tiny");
        assertThat(header.licence()).contains("mit");
        assertThat(header.contextLength()).hasValue(512);
        assertThat(header.quantisation()).isEqualTo("F32");
        assertThat(header.tensorCount()).isEqualTo(1);
        assertThat(header.parts()).isEqualTo(1);
        assertThat(header.specialTokens())
                .containsExactly(
                        new SpecialToken(0, "<|im_start|>", Kind.CONTROL),
                        new SpecialToken(1, "<|im_end|>", Kind.CONTROL));
    }

    @Test
    void readsVersionTwoAndAdapters() throws Exception {
        // Given
        Path file = new GgufWriter()
                .version(2)
                .text("general.architecture", "llama")
                .text("general.type", "adapter")
                .number("general.file_type", 1024 + 15)
                .write(directory.resolve("adapter.gguf"));

        // When
        GgufHeader header = GgufHeader.read(file);

        // Then
        assertThat(header.version()).isEqualTo(2);
        assertThat(header.adapter()).isTrue();
        assertThat(header.quantisation()).isEqualTo("Q4_K_M");
        assertThat(header.contextLength()).isEmpty();
        assertThat(header.specialTokens()).isEmpty();
    }

    @Test
    void tellsControlTokensFromUserDefinedOnesAsLlamaCppDoes() throws Exception {
        // Given
        Path file = new GgufWriter()
                .text("general.architecture", "llama")
                .numbers("tokenizer.ggml.token_type", 2, 3, 4, 1, 1, 6, 1)
                .texts(
                        "tokenizer.ggml.tokens",
                        "<unk>",
                        "<s>",
                        "  ",
                        "<|im_end|>",
                        "<end_of_turn>",
                        "<0x0A>",
                        "<div>")
                .write(directory.resolve("tokens.gguf"));

        // When
        GgufHeader header = GgufHeader.read(file);

        // Then
        assertThat(header.specialTokens())
                .containsExactly(
                        new SpecialToken(0, "<unk>", Kind.CONTROL),
                        new SpecialToken(1, "<s>", Kind.CONTROL),
                        new SpecialToken(2, "  ", Kind.USER_DEFINED),
                        new SpecialToken(3, "<|im_end|>", Kind.CONTROL),
                        new SpecialToken(4, "<end_of_turn>", Kind.CONTROL));
        assertThat(header.controlTexts())
                .containsExactlyInAnyOrder("<unk>", "<s>", "<|im_end|>", "<end_of_turn>");
    }

    @Test
    void refusesAFileThatIsShorterThanItsTensors() throws Exception {
        // Given
        byte[] whole = GgufWriter.tinyModel("Tiny").bytes();
        Path file =
                Files.write(directory.resolve("cut.gguf"), Arrays.copyOf(whole, whole.length - 17));

        // Then
        assertThatExceptionOfType(GgufException.class)
                .isThrownBy(() -> GgufHeader.read(file))
                .withMessage(
                        "%s is not a usable GGUF file: it has %d bytes, but its tensor "
                                + "token_embd.weight ends at byte %d; it was cut off, pull it "
                                + "again",
                        file, whole.length - 17, whole.length - 16);
    }

    @Test
    void refusesEveryShorterFile() throws Exception {
        // Given
        byte[] whole = GgufWriter.tinyModel("Tiny").bytes();

        for (int length = 0; length < whole.length - 16; length++) {
            Path file = Files.write(directory.resolve("cut.gguf"), Arrays.copyOf(whole, length));

            // Then
            assertThatExceptionOfType(GgufException.class)
                    .as("the first %d of %d bytes", length, whole.length)
                    .isThrownBy(() -> GgufHeader.read(file))
                    .withMessageStartingWith(file + " is not a usable GGUF file: it ");
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        refuses(
                new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0},
                "it starts with 0x04034b50, expected 0x46554747 (GGUF)");
        refuses(new GgufWriter().version(4).bytes(), "its version is 4, expected 2 or 3");
        refuses(
                new GgufWriter().version(3 << 24).bytes(),
                "it is big-endian; a little-endian one is needed");
        refuses(
                new GgufWriter().text("general.name", "x").bytes(),
                "it has no general.architecture");
        refuses(
                new GgufWriter()
                        .text("general.architecture", "llama")
                        .number("general.alignment", 33)
                        .floatTensor("a", 1)
                        .bytes(),
                "general.alignment is 33, expected a power of two");
        refuses(
                new GgufWriter()
                        .text("general.architecture", "llama")
                        .tensor("a", 2, 18, 31)
                        .bytes(),
                "the rows of tensor a (31) do not fill whole blocks");
        refuses(
                new GgufWriter()
                        .text("general.architecture", "llama")
                        .tensor("a", 0, 4, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE)
                        .bytes(),
                "tensor a is larger than any file can be");
        refuses(
                withCounts(1L << 40, 0),
                "number of tensors is 1099511627776, at most 1000000 is allowed");
        refuses(
                withCounts(0, -1),
                "number of keys is 18446744073709551615, at most 65536 is allowed");
    }

    @Test
    void refusesWhatIsNoFile() {
        assertThatExceptionOfType(GgufException.class).isThrownBy(() -> GgufHeader.read(directory));
        assertThatExceptionOfType(GgufException.class)
                .isThrownBy(() -> GgufHeader.read(directory.resolve("none.gguf")))
                .withMessageEndingWith(
                        "none.gguf is not a usable GGUF file: there is no such file");
    }

    /** Mutated headers are read or refused; they neither crash nor fill the heap. */
    @Test
    void survivesGarbage() throws Exception {
        // Given
        byte[] whole = GgufWriter.tinyModel("Tiny").number("split.count", 1).bytes();
        Random random = new Random(SEED);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Path file = directory.resolve("garbage.gguf");
        int refused = 0;

        for (int round = 0; round < 3_000; round++) {
            byte[] mutated = mutated(whole, random);
            Files.write(file, mutated);
            long before = threads.getCurrentThreadAllocatedBytes();

            // When
            try {
                GgufHeader.read(file);
            } catch (GgufException expected) {
                refused++;
            }

            // Then
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes allocated in round %d", round)
                    .isLessThan(MOST_BYTES_ALLOCATED);
        }
        assertThat(refused).isBetween(1_000, 2_999);
    }

    private static byte[] mutated(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length - 8);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 ->
                    ByteBuffer.wrap(bytes)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(at, random.nextLong());
                default -> bytes = Arrays.copyOf(bytes, 8 + random.nextInt(bytes.length));
            }
            if (bytes.length <= 8) {
                return bytes;
            }
        }
        return bytes;
    }

    private void refuses(byte[] bytes, String problem) throws Exception {
        Path file = Files.write(directory.resolve("wrong.gguf"), bytes);
        assertThatExceptionOfType(GgufException.class)
                .isThrownBy(() -> GgufHeader.read(file))
                .withMessage(file + " is not a usable GGUF file: " + problem);
    }

    private static byte[] withCounts(long tensors, long keys) {
        byte[] bytes = new GgufWriter().bytes();
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(8, tensors)
                .putLong(16, keys);
        return bytes;
    }
}
