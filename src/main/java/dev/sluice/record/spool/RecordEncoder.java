package dev.sluice.record.spool;

import dev.sluice.record.InferenceRecord;
import dev.sluice.record.RecordedText;

/**
 * Writes records as frames, one after the other: a version, then the record as its {@link Layout}
 * defines. Confined to one thread. {@link RecordDecoder} reads what this writes.
 */
final class RecordEncoder {
    /**
     * Version of the record format, the first byte of each record. Older formats stay readable for
     * ever. A new field does not need a new version.
     */
    static final byte VERSION = 4;

    /** A buffer that a large record made larger than this is replaced. */
    private static final int KEEP_MAX = 1 << 20;

    private static final int FIRST_SIZE = 128 * 1024;

    private final int salt;
    private final ByteWriter writer = new ByteWriter(FIRST_SIZE, KEEP_MAX);

    /** @param salt mixed into the checksums of the frames */
    RecordEncoder(int salt) {
        this.salt = salt;
    }

    /** What was written since {@link #clear}; valid in its first {@link #length()} bytes. */
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
     * Appends a record's frame. Returns false and appends nothing when the frame would be too
     * large.
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
            writer.backTo(frame); // The frames before it are complete and stay.
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
