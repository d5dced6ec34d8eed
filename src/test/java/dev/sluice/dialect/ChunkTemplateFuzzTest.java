package dev.sluice.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.openai.ChunkSkim;
import dev.sluice.stream.SseFrame;
import dev.sluice.stream.SseFrames;
import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Whatever the template takes without reading it, reading would have taken for the same: text, and
 * nothing else.
 */
class ChunkTemplateFuzzTest {
    private static final List<String> LEARNED = List.of(
            "data: {\"id\":\"c1\",\"created\":7,\"model\":\"m\",\"choices\":[{\"index\":0,"
                    + "\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}\n\n",
            "data: {\"id\":\"c1\",\"created\":7,\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                    + "\"a b\"}}],\"usage\":null,\"obfuscation\":\"xy\"}\r\n\r\n",
            "event: x\ndata:{\"choices\":[{\"text\":\"\\u00e9\",\"logprobs\":null}],\"id\":"
                    + "\"c\"}\n\n",
            ": hello\ndata: "
                    + "{\"id\":\"c1\",\"choices\":[{\"delta\":{\"role\":\"assistant\","
                    + "\"reasoning\":\"a\"}}],\"a\":\"b\",\"c\":\"d\"}\r\r");

    private final Mutator mutator = new Mutator(
            "\"",
            "\\",
            "\\\"",
            "\\\\",
            "\n",
            "\n\n",
            "\r",
            "data: ",
            "}",
            "]",
            ",",
            ":",
            "a",
            "é",
            "\u0000",
            "null",
            "\"finish_reason\":\"stop\"",
            "\"content\":\"",
            "\"id\":\"c1\"",
            "\",\"usage\":{\"prompt_tokens\":1},\"x\":\"");

    @Test
    void takesOnlyWhatReadingWouldTakeForTheSame() {
        int[] taken = {0};
        Fuzz.check(30_000, this::frame, (bytes, random) -> {
            String learned =
                    LEARNED.get(bytes.length == 0 ? 0 : Math.floorMod(bytes[0], LEARNED.size()));
            byte[] model = Fuzz.utf8(learned);
            ChunkSkim first = read(model);
            ChunkTemplate template = new ChunkTemplate();
            template.learn(model, 0, model.length, first);
            byte[] id = Arrays.copyOfRange(model, first.idStart(), first.idEnd());

            int end = template.match(bytes, 1, bytes.length);

            if (end > 1) {
                taken[0]++;
                byte[] frame = Arrays.copyOfRange(bytes, 1, end);
                Fuzz.same(split(frame), List.of(frame.length));
                ChunkSkim chunk = read(frame);
                Fuzz.same(chunk.isPlainText(), true);
                Fuzz.same(Arrays.copyOfRange(frame, chunk.idStart(), chunk.idEnd()), id);
            }
        });
        assertThat(taken[0]).isPositive();
    }

    /** A byte that says which frame was learned, then one that is like it or not quite. */
    private byte[] frame(SplittableRandom random) {
        int which = random.nextInt(LEARNED.size());
        byte[] mutated =
                mutator.mutate(Fuzz.utf8(LEARNED.get(which)), 1 + random.nextInt(2), random);
        byte[] marked = new byte[mutated.length + 1];
        marked[0] = (byte) which;
        System.arraycopy(mutated, 0, marked, 1, mutated.length);
        return marked;
    }

    private static List<Integer> split(byte[] bytes) {
        List<Integer> ends = new ArrayList<>();
        SseFrames frames = new SseFrames(1 << 20);
        // Behind a CR that ends a piece an LF may follow: one byte more tells.
        byte[] more = Arrays.copyOf(bytes, bytes.length + 1);
        more[bytes.length] = ':';
        frames.feed(more, 0, more.length, (frame, start, end) -> ends.add(end));
        return ends;
    }

    private static ChunkSkim read(byte[] bytes) {
        SseFrame frame = new SseFrame();
        assertThat(frame.read(bytes, 0, bytes.length)).isTrue();
        assertThat(frame.bytes()).isSameAs(bytes);
        ChunkSkim chunk = new ChunkSkim();
        assertThat(chunk.read(bytes, frame.from(), frame.to())).isTrue();
        return chunk;
    }
}
