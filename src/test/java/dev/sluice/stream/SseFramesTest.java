package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class SseFramesTest {
    private static final String TRANSCRIPT =
            "data: {\"a\":1}\n\n: comment\n\nevent: x\r\ndata: é€😀\r\n\r\ndata: b\rdata: "
                    + "c\r\rdata: [DONE]\n\n";
    private static final List<String> FRAMES = List.of(
            "data: {\"a\":1}\n\n",
            ": comment\n\n",
            "event: x\r\ndata: é€😀\r\n\r\n",
            "data: b\rdata: c\r\r",
            "data: [DONE]\n\n");

    @Test
    void invariant8_parsesTheSameWhenSplitAtEveryByte() {
        byte[] bytes = TRANSCRIPT.getBytes(StandardCharsets.UTF_8);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                assertThat(frames(bytes, first, second))
                        .as("split at %d and %d", first, second)
                        .isEqualTo(FRAMES);
            }
        }
    }

    @Test
    void invariant8_parsesTheSameWhenEveryByteComesAlone() {
        byte[] bytes = TRANSCRIPT.getBytes(StandardCharsets.UTF_8);
        SseFrames frames = new SseFrames(1024);
        List<String> seen = new ArrayList<>();

        for (byte b : bytes) {
            frames.feed(Buffer.buffer(new byte[] {b}), collect(seen));
        }

        assertThat(seen).isEqualTo(FRAMES);
        assertThat(frames.pendingBytes()).isZero();
    }

    @Test
    void losesNoByteOfAnyInput() {
        Random random = new Random(7);
        byte[] alphabet = "\r\n\n:da x".getBytes(StandardCharsets.US_ASCII);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            SseFrames frames = new SseFrames(1024);
            List<String> seen = new ArrayList<>();

            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(5));
                frames.feed(Buffer.buffer().appendBytes(bytes, at, length), collect(seen));
                at += length;
            }

            String whole = new String(bytes, StandardCharsets.UTF_8);
            String out = String.join("", seen);
            assertThat(whole).startsWith(out);
            assertThat(out.length() + frames.pendingBytes()).isEqualTo(whole.length());
        }
    }

    @Test
    void leavesTheFramesThatTheSinkKnowsToIt() {
        String known = "data: known\n\n";
        SseFrames frames = new SseFrames(1024);
        List<String> seen = new ArrayList<>();
        SseFrames.Sink sink = new SseFrames.Sink() {
            @Override
            public void onFrame(byte[] bytes, int start, int end) {
                seen.add(new String(bytes, start, end - start, StandardCharsets.UTF_8));
            }

            @Override
            public int takeKnown(byte[] bytes, int start, int end) {
                String rest = new String(bytes, start, end - start, StandardCharsets.UTF_8);
                if (!rest.startsWith(known)) {
                    return -1;
                }
                seen.add("known");
                return start + known.length();
            }
        };

        frames.feed(Buffer.buffer("data: a\n\n" + known + known + "data: b\n\ndata: kn"), sink);
        frames.feed(Buffer.buffer("own\n\n" + known), sink);

        assertThat(seen)
                .containsExactly("data: a\n\n", "known", "known", "data: b\n\n", known, "known");
        assertThat(frames.pendingBytes()).isZero();
    }

    @Test
    void refusesAFrameThatGrowsBeyondTheBound() {
        SseFrames frames = new SseFrames(8);

        assertThatThrownBy(
                        () -> frames.feed(Buffer.buffer("data: 12345"), (bytes, start, end) -> {}))
                .isInstanceOf(SseFrames.FrameTooLong.class)
                .hasMessage("an event of 11 bytes or more (expected: at most 8)");
    }

    private static List<String> frames(byte[] bytes, int first, int second) {
        SseFrames frames = new SseFrames(1024);
        List<String> seen = new ArrayList<>();
        SseFrames.Sink sink = collect(seen);
        frames.feed(Buffer.buffer().appendBytes(bytes, 0, first), sink);
        frames.feed(Buffer.buffer().appendBytes(bytes, first, second - first), sink);
        frames.feed(Buffer.buffer().appendBytes(bytes, second, bytes.length - second), sink);
        return seen;
    }

    private static SseFrames.Sink collect(List<String> seen) {
        return (bytes, start, end) ->
                seen.add(new String(bytes, start, end - start, StandardCharsets.UTF_8));
    }
}
