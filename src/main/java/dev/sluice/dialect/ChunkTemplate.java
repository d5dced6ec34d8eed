package dev.sluice.dialect;

import dev.sluice.stream.ByteSearch;

import java.util.Arrays;

/**
 * Recognises a chunk that equals an earlier one of its answer in all but its text, by comparing the
 * bytes around the text: several times cheaper than reading its JSON, and just as reliable. The
 * content of the last string after the choices may differ too, because OpenAI pads every chunk
 * there ({@code obfuscation}).
 *
 * <p>Belongs to one answer and runs on its event loop.
 */
public final class ChunkTemplate {
    /** The most bytes of a chunk that is learned; larger ones are always read. */
    private static final int FRAME_BYTES_MAX = 4096;

    /**
     * The earlier frame in {@code frame[0, frameEnd)}, with the text in {@code [textStart,
     * textEnd)} and so on.
     */
    private byte[] frame = {};

    private int frameEnd;
    private int textStart;
    private int textEnd;
    private int lastStart;
    private int lastEnd;

    /**
     * Learns a frame as the template of later ones. Does nothing unless it is plain text.
     *
     * @param chunk what was read from these very bytes
     */
    public void learn(byte[] bytes, int start, int end, ChunkReader chunk) {
        if (!chunk.isPlainText() || end - start > FRAME_BYTES_MAX) {
            return;
        }
        frameEnd = end - start;
        if (frame.length < frameEnd) {
            frame = new byte[frameEnd + 64];
        }
        System.arraycopy(bytes, start, frame, 0, frameEnd);
        textStart = chunk.textStart() - start;
        textEnd = chunk.textEnd() - start;
        boolean padded =
                chunk.paddingEnd() > chunk.paddingStart() && chunk.paddingStart() > chunk.textEnd();
        lastStart = padded ? chunk.paddingStart() - start : frameEnd;
        lastEnd = padded ? chunk.paddingEnd() - start : frameEnd;
    }

    /**
     * Where the frame ends that begins at {@code start}, if it is whole and like the learned one;
     * else -1.
     */
    public int match(byte[] bytes, int start, int end) {
        int text = start + textStart;
        if (frameEnd == 0
                || text >= end
                || !Arrays.equals(frame, 0, textStart, bytes, start, text)) {
            return -1;
        }
        int quote = ByteSearch.stringEnd(bytes, text, end);
        if (quote <= text) {
            return -1; // The text is cut, or is empty, which may mean something else.
        }
        int last = quote + lastStart - textEnd;
        if (last > end || !Arrays.equals(frame, textEnd, lastStart, bytes, quote, last)) {
            return -1;
        }
        if (lastStart == frameEnd) {
            return last;
        }
        int lastQuote = ByteSearch.stringEnd(bytes, last, end);
        int frameStop = lastQuote + frameEnd - lastEnd;
        boolean same = lastQuote >= 0
                && frameStop <= end
                && Arrays.equals(frame, lastEnd, frameEnd, bytes, lastQuote, frameStop);
        return same ? frameStop : -1;
    }
}
