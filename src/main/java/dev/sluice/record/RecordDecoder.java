package dev.sluice.record;

/**
 * Reads one record as {@link RecordEncoder} wrote it, or an older Sluice's: a log may be left from
 * before an update.
 */
final class RecordDecoder {
    /** The bytes are no record that this version knows. */
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
            return RecordDocument.read(bytes, from + 1, length - 1);
        }
        if (version < 1 || version > EarlierRecord.LAST_VERSION) {
            throw new UnreadableException("a record has version " + version + ", expected at most "
                    + RecordEncoder.VERSION);
        }
        return EarlierRecord.read(bytes, from, length);
    }
}
