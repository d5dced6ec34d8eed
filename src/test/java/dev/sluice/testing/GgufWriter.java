package dev.sluice.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes small GGUF files for tests: correct ones, and by {@link #version} and raw tensor entries
 * also wrong ones.
 */
public final class GgufWriter {
    private static final int ALIGNMENT = 32;

    private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
    private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
    private int version = 3;
    private int keyCount;
    private int tensorCount;
    private int dataBytes;

    /** A file with all the keys of a chat model and one tensor, which no engine could run. */
    public static GgufWriter tinyModel(String name) {
        return new GgufWriter()
                .text("general.architecture", "llama")
                .text("general.type", "model")
                .text("general.name", name)
                .text("general.license", "mit")
                .number("llama.context_length", 512)
                .number("general.file_type", 0)
                .texts("tokenizer.ggml.tokens", "<|im_start|>", "<|im_end|>", "hello")
                .numbers("tokenizer.ggml.token_type", 3, 3, 1)
                .text("tokenizer.chat_template", "{{ messages }}")
                .floatTensor("token_embd.weight", 4, 3);
    }

    public GgufWriter version(int newVersion) {
        version = newVersion;
        return this;
    }

    public GgufWriter text(String key, String value) {
        key(key, 8);
        string(keys, value);
        return this;
    }

    /** As an unsigned 32-bit number. */
    public GgufWriter number(String key, int value) {
        key(key, 4);
        i32(keys, value);
        return this;
    }

    public GgufWriter texts(String key, String... values) {
        key(key, 9);
        i32(keys, 8);
        i64(keys, values.length);
        for (String value : values) {
            string(keys, value);
        }
        return this;
    }

    /** As signed 32-bit numbers. */
    public GgufWriter numbers(String key, int... values) {
        key(key, 9);
        i32(keys, 5);
        i64(keys, values.length);
        for (int value : values) {
            i32(keys, value);
        }
        return this;
    }

    /** A tensor of 32-bit floats, with its data. */
    public GgufWriter floatTensor(String name, int... dimensions) {
        int elements = 1;
        for (int dimension : dimensions) {
            elements *= dimension;
        }
        return tensor(name, 0, 4 * elements, dimensions);
    }

    /** A tensor of any type, with so many bytes of data. */
    public GgufWriter tensor(String name, int type, int bytes, int... dimensions) {
        string(tensors, name);
        i32(tensors, dimensions.length);
        for (int dimension : dimensions) {
            i64(tensors, dimension);
        }
        i32(tensors, type);
        i64(tensors, dataBytes);
        tensorCount++;
        dataBytes += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return this;
    }

    public byte[] bytes() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        i32(file, version);
        i64(file, tensorCount);
        i64(file, keyCount);
        file.writeBytes(keys.toByteArray());
        file.writeBytes(tensors.toByteArray());
        if (tensorCount > 0) {
            file.writeBytes(
                    new byte[(ALIGNMENT - file.size() % ALIGNMENT) % ALIGNMENT + dataBytes]);
        }
        return file.toByteArray();
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    private void key(String key, int type) {
        string(keys, key);
        i32(keys, type);
        keyCount++;
    }

    private static void string(ByteArrayOutputStream out, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        i64(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void i32(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static void i64(ByteArrayOutputStream out, long value) {
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }
}
