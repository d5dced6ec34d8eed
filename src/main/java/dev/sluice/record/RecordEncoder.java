package dev.sluice.record;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Writes records down as framed bytes, one behind the other, into a buffer that it keeps: a version
 * and a {@link RecordDocument}. Of one thread. {@link RecordDecoder} reads what this writes.
 */
final class RecordEncoder {
    /**
     * Version of the form in which a record is written; the first byte of each. Older ones are read
     * for ever.
     */
    static final byte VERSION = 4;

    /** A buffer that one large record has made larger is let go. */
    private static final int KEEP_MAX = 1 << 20;

    private static final int FIRST_SIZE = 128 * 1024;

    private final int salt;
    private final End end = new End();
    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;

    /**
     * @param salt what the frames' checksums are mixed with
     */
    RecordEncoder(int salt) {
        this.salt = salt;
    }

    /** What has been written since {@link #clear}: valid in its first {@link #length()} bytes. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
        if (bytes.length > KEEP_MAX) {
            bytes = new byte[FIRST_SIZE];
        }
    }

    /**
     * Appends a record's frame. False, and nothing is appended, when it is larger than a frame may
     * be.
     */
    boolean append(InferenceRecord inference) {
        int frame = length;
        RecordedText text = inference.text();
        if (text != null
                && (long) text.request().length + text.answer().length
                        > Frame.PAYLOAD_MAX - KEEP_MAX) {
            return false;
        }
        try {
            room(Frame.HEAD + 1);
            length += Frame.HEAD;
            bytes[length++] = VERSION;
            RecordDocument.write(inference, end);
        } catch (IOException e) {
            length = frame; // What stands before it is whole, and goes its way.
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            length = frame;
            throw e;
        }
        int payload = length - frame - Frame.HEAD;
        if (payload > Frame.PAYLOAD_MAX) {
            length = frame;
            return false;
        }
        Frame.seal(bytes, frame, payload, salt);
        return true;
    }

    private void room(int wanted) {
        if (bytes.length - length < wanted) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, wanted)));
        }
    }

    /** The end of the buffer, which moves with what is written. */
    private final class End extends OutputStream {
        @Override
        public void write(int one) {
            room(1);
            bytes[length++] = (byte) one;
        }

        @Override
        public void write(byte[] from, int offset, int count) {
            room(count);
            System.arraycopy(from, offset, bytes, length, count);
            length += count;
        }
    }
}
