package dev.sluice.record.spool;

import dev.sluice.record.InferenceRecord;
import dev.sluice.record.RecordedText;

/**
 * Writes records down as frames, one behind the other: a version, and what the {@link Layout} makes
 * of a record. Of one thread. {@link RecordDecoder} reads what this writes.
 */
final class RecordEncoder {
    /**
     * Version of the form in which a record is written; the first byte of each. Older ones are read
     * for ever. A new field needs no new one.
     */
    static final byte VERSION = 4;

    /** A buffer that one large record has made larger is let go. */
    private static final int KEEP_MAX = 1 << 20;

    private static final int FIRST_SIZE = 128 * 1024;

    private final int salt;
    private final ByteWriter writer = new ByteWriter(FIRST_SIZE, KEEP_MAX);

    /**
     * @param salt what the frames' checksums are mixed with
     */
    RecordEncoder(int salt) {
        this.salt = salt;
    }

    /** What has been written since {@link #clear}: valid in its first {@link #length()} bytes. */
    byte[] bytes() {
        return writer.bytes();
    }

    int length() {
        return writer.length();
    }

    void clear() {
        writer.clear();
    }

    /**
     * Appends a record's frame. False, and nothing is appended, when it is larger than a frame may
     * be.
     */
    boolean append(InferenceRecord inference) {
        int frame = writer.length();
        RecordedText text = inference.text();
        if (text != null
                && (long) text.request().length + text.answer().length
                        > Frame.PAYLOAD_MAX - KEEP_MAX) {
            return false;
        }
        try {
            writer.skip(Frame.HEAD);
            writer.one(VERSION);
            Layout.INFERENCE.write(inference, writer);
        } catch (RuntimeException e) {
            writer.backTo(frame); // What stands before it is whole, and goes its way.
            throw e;
        }
        int payload = writer.length() - frame - Frame.HEAD;
        if (payload > Frame.PAYLOAD_MAX) {
            writer.backTo(frame);
            return false;
        }
        Frame.seal(writer.bytes(), frame, payload, salt);
        return true;
    }
}
