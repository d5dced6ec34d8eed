package dev.sluice.record;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * Writes records down as framed bytes, one behind the other, into a buffer that it keeps. Numbers
 * are variable-length, text is UTF-8 and cut at {@link #TEXT_MAX} characters: what clients put into
 * {@code user} or {@code model} must not outgrow the database's indexes. Of one thread. {@link
 * RecordDecoder} reads what this writes.
 */
final class RecordEncoder {
    /**
     * Version of the form in which a record is written; the first byte of each. Older ones are read
     * for ever.
     */
    static final byte VERSION = 3;

    /** Characters that are kept of any name. */
    static final int TEXT_MAX = 512;

    /** A buffer that one large record has made larger is let go. */
    private static final int KEEP_MAX = 1 << 20;

    private static final int FIRST_SIZE = 128 * 1024;
    private static final int VAR_LONG_MAX = 10;

    private final int salt;
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
            length += Frame.HEAD;
            inference(inference);
            if (text != null) {
                blob(text.request());
                blob(text.answer());
            }
        } catch (RuntimeException e) {
            length = frame; // What stands before it is whole, and goes its way.
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

    private void inference(InferenceRecord it) {
        room(1);
        bytes[length++] = VERSION;
        id(it.id());
        Instant startedAt = it.startedAt();
        number(startedAt.getEpochSecond());
        number(startedAt.getNano());
        RecordedText text = it.text();
        Served served = it.served();
        number((it.streaming() ? 1 : 0)
                | (text != null ? 2 : 0)
                | (text != null && text.answerCut() ? 4 : 0)
                | (served != null ? 8 : 0));
        text(it.operation());
        text(it.route());
        text(it.requestedModel());
        text(it.key());
        text(it.unit());
        if (served != null) {
            served(served);
        }
        text(it.outcome().label());
        text(it.outcome().party().label());
        number(it.status());
        text(it.errorCode());
        number(it.rung());
        number(it.bytesIn());
        number(it.bytesOut());
        InferenceRecord.Times times = it.times();
        number(times.firstToken());
        number(times.meanGap());
        number(times.worstGap());
        number(times.duration());
        number(times.overhead());
        number(it.attempts().size());
        for (AttemptRecord attempt : it.attempts()) {
            attempt(attempt);
        }
    }

    private void served(Served it) {
        UUID shadowOf = it.shadowOf();
        text(it.experiment());
        text(it.variant());
        number(it.stage());
        text(it.assignment().label());
        number(shadowOf == null ? 0 : 1);
        if (shadowOf != null) {
            id(shadowOf);
        }
        real(it.similarity());
    }

    private void attempt(AttemptRecord it) {
        number(it.ordinal());
        number(it.rung());
        text(it.purpose().label());
        text(it.model());
        text(it.upstream());
        text(it.sentModel());
        text(it.servedModel());
        text(it.result().label());
        number(it.status());
        Judgement judgement = it.judgement();
        number((it.committed() ? 1 : 0)
                | (it.tokens().reported() ? 2 : 0)
                | (judgement != null ? 4 : 0)
                | (judgement != null && judgement.calibrated() ? 8 : 0));
        number(it.startedNanos());
        number(it.headNanos());
        number(it.firstTokenNanos());
        number(it.durationNanos());
        number(it.tokens().prompt());
        number(it.tokens().cached());
        number(it.tokens().completion());
        if (judgement != null) {
            judgement(judgement);
        }
    }

    private void judgement(Judgement it) {
        text(it.verdict().label());
        text(it.source());
        text(it.reason());
        real(it.raw());
        real(it.confidence());
        real(it.threshold());
        number(it.tokens());
        number(it.bytes());
        number(it.openedNanos());
        number(it.closedNanos());
    }

    private void id(UUID id) {
        room(2 * Long.BYTES);
        Frame.LONG.set(bytes, length, id.getMostSignificantBits());
        Frame.LONG.set(bytes, length + Long.BYTES, id.getLeastSignificantBits());
        length += 2 * Long.BYTES;
    }

    /**
     * Zigzag, then seven bits a byte, the lowest first: -1, the mark of what is not known, takes
     * one byte.
     */
    private void number(long value) {
        room(VAR_LONG_MAX);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void real(double value) {
        room(Double.BYTES);
        Frame.LONG.set(bytes, length, Double.doubleToLongBits(value));
        length += Double.BYTES;
    }

    /** The number of bytes, -1 for null, and the text's UTF-8. */
    private void text(@Nullable String value) {
        if (value == null) {
            number(-1);
            return;
        }
        String text = value.length() > TEXT_MAX ? cut(value) : value;
        int start = length;
        int characters = text.length();
        number(characters);
        room(characters);
        for (int i = 0; i < characters; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length = start;
                blob(text.getBytes(
                        StandardCharsets
                                .UTF_8)); // Names are ASCII nearly always: no copy for those.
                return;
            }
            bytes[length++] = (byte) c;
        }
    }

    /** Without half of a character at its end. */
    private static String cut(String text) {
        return text.substring(
                0, Character.isHighSurrogate(text.charAt(TEXT_MAX - 1)) ? TEXT_MAX - 1 : TEXT_MAX);
    }

    private void blob(byte[] blob) {
        number(blob.length);
        room(blob.length);
        System.arraycopy(blob, 0, bytes, length, blob.length);
        length += blob.length;
    }

    private void room(int wanted) {
        if (bytes.length - length < wanted) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, wanted)));
        }
    }
}
