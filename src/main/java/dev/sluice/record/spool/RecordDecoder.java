package dev.sluice.record.spool;

import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/**
 * Reads a record as {@link RecordEncoder} wrote it, or an earlier version of Sluice: an update may
 * find an old log.
 */
final class RecordDecoder {
    /** The bytes are not a record that this version can read. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableException(String message) {
            super(message);
        }
    }

    private RecordDecoder() {}

    static InferenceRecord decode(byte[] bytes, int from, int length) throws UnreadableException {
        if (length == 0) {
            throw new UnreadableException("a record has no bytes");
        }
        byte version = bytes[from];
        if (version == RecordEncoder.VERSION) {
            return whole((InferenceRecord)
                    Layout.INFERENCE.read(new ByteReader(bytes, from + 1, length - 1)));
        }
        if (version < 1 || version > EarlierRecord.LAST_VERSION) {
            throw new UnreadableException("a record has version " + version + ", expected at most "
                    + RecordEncoder.VERSION);
        }
        return EarlierRecord.read(bytes, from, length);
    }

    /** Checks a record, which may lack a mandatory part if it is damaged. */
    private static InferenceRecord whole(InferenceRecord it) throws UnreadableException {
        boolean isWhole = has(it.id(), it.request(), it.routing(), it.ending(), it.attempts())
                && has(it.request().startedAt(), it.request().operation())
                && has(it.request().requestedModel(), it.routing().route())
                && has(it.ending().outcome(), it.ending().times())
                && it.attempts().stream().allMatch(RecordDecoder::isWhole);
        if (!isWhole) {
            throw new UnreadableException("a record lacks a part that every record has");
        }
        return it;
    }

    private static boolean isWhole(AttemptRecord it) {
        return has(it.call(), it.ending(), it.times())
                && has(it.call().purpose(), it.call().model(), it.call().upstream())
                && has(it.call().sentModel(), it.ending().result(), it.ending().tokens());
    }

    private static boolean has(@Nullable Object... parts) {
        return Arrays.stream(parts).allMatch(Objects::nonNull);
    }
}
