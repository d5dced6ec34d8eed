package dev.sluice.stream;

import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;

import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * The splitter and the reader of server-sent events against a slow reading of the standard, on
 * spoiled transcripts in any pieces. Bytes are compared as ISO 8859-1 texts, where each byte is a
 * character.
 */
class SseFuzzTest {
    private static final int NO_LIMIT = 1 << 20;
    private static final String[] LINES = {
        "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
        "data: [DONE]",
        "data:x",
        "data:  y",
        "data",
        "data:",
        ": comment",
        ":",
        "event: error",
        "id: 7",
        "id",
        "idx: 7",
        "dataset: z",
        "retry: 10",
        "data: é€😀",
        "dat",
        " data: no"
    };
    private static final String[] LINE_ENDS = {"\n", "\r\n", "\r"};
    private final Mutator mutator = new Mutator(
            "\n\n",
            "\r\n\r\n",
            "\r\r",
            "\r\n\r",
            "\n\r\n",
            "\r\n\n",
            "data: ",
            "data",
            ":",
            "id: 1\n",
            "\ndata: more",
            "[DONE]");

    @Test
    void invariant8_anySplitOfAnyBytesGivesTheFramesOfTheStandard() {
        Fuzz.check(20_000, this::transcript, (bytes, random) -> {
            List<String> expected = frames(bytes);
            Splitter whole = new Splitter(NO_LIMIT).feed(bytes);
            Fuzz.same(whole.frames, expected);
            Splitter inPieces = new Splitter(NO_LIMIT).feedInPieces(bytes, random);
            Fuzz.same(inPieces.frames, expected);
            int rest = bytes.length - String.join("", expected).length();
            Fuzz.same(whole.splitter.pendingBytes(), rest);
            Fuzz.same(inPieces.splitter.pendingBytes(), rest);
        });
    }

    @Test
    void holdsNoMoreThanItsBoundAndRefusesOnlyWhatIsLonger() {
        Fuzz.check(20_000, this::transcript, (bytes, random) -> {
            int limit = random.nextInt(1, 80);
            List<String> expected = frames(bytes);
            String rest = text(bytes, String.join("", expected).length(), bytes.length);
            List<String> said = withoutComments(expected);
            int longest = Math.max(
                    withoutComments(rest).length(),
                    said.stream().mapToInt(String::length).max().orElse(0));
            Splitter splitter = new Splitter(limit);
            try {
                splitter.feedInPieces(bytes, random);
                Fuzz.same(withoutComments(rest).length() <= limit, true);
                Fuzz.same(withoutComments(splitter.frames), said);
            } catch (SseFrames.FrameTooLong e) {
                int ofComment = 2; // Its colon, and a CR that may be half a line end.
                Fuzz.same(longest + ofComment > limit, true);
                Fuzz.same(
                        said.subList(0, splitter.frames.size()), withoutComments(splitter.frames));
            }
        });
    }

    @Test
    void readsTheDataAndTakesOutTheIdsOfAnyFrame() {
        SseFrame reused = new SseFrame();
        Fuzz.check(20_000, this::transcript, (bytes, random) -> {
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            List<String> lines = lines(text(bytes, from, to));
            List<String> data = lines.stream()
                    .filter(it -> isField(it, "data"))
                    .map(it -> value(it))
                    .toList();

            Fuzz.same(reused.read(bytes, from, to), !data.isEmpty());
            if (!data.isEmpty()) {
                Fuzz.same(
                        text(reused.bytes(), reused.from(), reused.to()), String.join("\n", data));
                Fuzz.same(reused.isData("[DONE]"), String.join("\n", data).equals("[DONE]"));
            }
            Fuzz.same(reused.hasId(), lines.stream().anyMatch(it -> isField(it, "id")));
            byte[] without = SseFrame.withoutId(bytes, from, to);
            String kept = String.join(
                    "", lines.stream().filter(it -> !isField(it, "id")).toList());
            Fuzz.same(text(without, 0, without.length), kept);
        });
    }

    private byte[] transcript(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        String lineEnd = LINE_ENDS[random.nextInt(LINE_ENDS.length)];
        boolean mixed = random.nextInt(3) == 0;
        for (int frame = random.nextInt(5); frame >= 0; frame--) {
            for (int line = random.nextInt(4); line >= 0; line--) {
                text.append(line == 0 ? "" : LINES[random.nextInt(LINES.length)]);
                text.append(mixed ? LINE_ENDS[random.nextInt(LINE_ENDS.length)] : lineEnd);
            }
        }
        byte[] bytes = Fuzz.utf8(text.toString());
        return mutator.mutate(bytes, Math.max(0, random.nextInt(6) - 1), random);
    }

    /**
     * Whole frames: up to and with each blank line. A CR at the very end may be half a line end.
     */
    private static List<String> frames(byte[] bytes) {
        List<String> frames = new ArrayList<>();
        StringBuilder frame = new StringBuilder();
        String text = text(bytes, 0, bytes.length);
        for (String line :
                lines(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text)) {
            frame.append(line);
            if (line.equals("\n") || line.equals("\r") || line.equals("\r\n")) {
                frames.add(frame.toString());
                frame.setLength(0);
            }
        }
        return frames;
    }

    private static List<String> withoutComments(List<String> frames) {
        return frames.stream().map(SseFuzzTest::withoutComments).toList();
    }

    private static String withoutComments(String frame) {
        return lines(frame).stream()
                .filter(line -> !line.startsWith(":"))
                .collect(Collectors.joining());
    }

    /** Lines with their ends; the last one may lack it. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            boolean halfWay = text.charAt(at) == '\r'
                    && at + 1 < text.length()
                    && text.charAt(at + 1) == '\n';
            if (!halfWay && (text.charAt(at) == '\r' || text.charAt(at) == '\n')) {
                lines.add(text.substring(start, at + 1));
                start = at + 1;
            }
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    private static boolean isField(String line, String name) {
        String bare = bare(line);
        return bare.equals(name) || bare.startsWith(name + ":");
    }

    private static String value(String line) {
        String bare = bare(line);
        String value = bare.substring(Math.min(bare.length(), "data:".length()));
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    private static String bare(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
            end--;
        }
        return line.substring(0, end);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** The splitter under test and what came out of it. */
    private static final class Splitter {
        private final SseFrames splitter;
        private final int limit;
        private final List<String> frames = new ArrayList<>();
        private final ByteArrayOutputStream fed = new ByteArrayOutputStream();
        private int given;

        Splitter(int limit) {
            this.splitter = new SseFrames(limit);
            this.limit = limit;
        }

        Splitter feed(byte[] piece) {
            List<byte[]> arrays = new ArrayList<>();
            List<int[]> places = new ArrayList<>();
            fed.writeBytes(piece);
            try {
                splitter.feed(Buffer.buffer(piece), (bytes, start, end) -> {
                    arrays.add(bytes);
                    places.add(new int[] {start, end});
                });
            } finally {
                // After all of the piece: what the sink was given must still be there.
                for (int i = 0; i < arrays.size(); i++) {
                    frames.add(text(arrays.get(i), places.get(i)[0], places.get(i)[1]));
                    given += frames.getLast().length();
                }
            }
            // No byte lost but of comments, none invented, none kept that is not needed.
            int there = given + splitter.pendingBytes();
            Fuzz.same(limit == NO_LIMIT ? there == fed.size() : there <= fed.size(), true);
            Fuzz.same(splitter.pendingBytes() <= limit, true);
            return this;
        }

        Splitter feedInPieces(byte[] bytes, SplittableRandom random) {
            int most = random.nextInt(3) == 0 ? 1 : random.nextInt(1, 40);
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(
                        bytes.length - at,
                        random.nextInt(random.nextInt(8) == 0 ? 0 : 1, most + 1));
                feed(Arrays.copyOfRange(bytes, at, at + length));
                at += length;
            }
            return this;
        }
    }
}
