package dev.sluice.upstream.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Writes a LoRA adapter of random numbers for SmolLM2-135M: it makes the model talk otherwise, and
 * that is all.
 */
final class RandomAdapter {
    private static final int LAYERS = 30;
    private static final int WIDTH = 576;
    private static final int RANK = 4;
    private static final int ALIGNMENT = 32;
    private static final int STRING = 8;
    private static final int FLOAT32 = 6;
    private static final double SPREAD = 0.3;

    private RandomAdapter() {}

    static Path write(Path file, long seed) throws IOException {
        Map<String, int[]> tensors = new LinkedHashMap<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            tensors.put("blk." + layer + ".attn_q.weight.lora_a", new int[] {WIDTH, RANK});
            tensors.put("blk." + layer + ".attn_q.weight.lora_b", new int[] {RANK, WIDTH});
        }
        ByteBuffer out = ByteBuffer.allocate(4 * 1024 * 1024).order(ByteOrder.LITTLE_ENDIAN);
        out.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3);
        out.putLong(tensors.size()).putLong(4);
        text(out, "general.type", "adapter");
        text(out, "general.architecture", "llama");
        text(out, "adapter.type", "lora");
        string(out, "adapter.lora.alpha");
        out.putInt(FLOAT32).putFloat(RANK);
        long offset = 0;
        for (Map.Entry<String, int[]> tensor : tensors.entrySet()) {
            int[] shape = tensor.getValue();
            string(out, tensor.getKey());
            out.putInt(2).putLong(shape[0]).putLong(shape[1]);
            out.putInt(0).putLong(offset); // Type 0 is 32-bit floats.
            offset += 4L * shape[0] * shape[1];
        }
        while (out.position() % ALIGNMENT != 0) {
            out.put((byte) 0);
        }
        Random random = new Random(seed);
        for (long i = 0; i < offset / 4; i++) {
            out.putFloat((float) (random.nextGaussian() * SPREAD));
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return Files.write(file, bytes);
    }

    private static void text(ByteBuffer out, String key, String value) {
        string(out, key);
        out.putInt(STRING);
        string(out, value);
    }

    private static void string(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putLong(bytes.length).put(bytes);
    }
}
