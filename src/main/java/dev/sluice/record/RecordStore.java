package dev.sluice.record;

import java.util.List;

/** Where records end up. Called by one thread, which may be made to wait. */
interface RecordStore extends AutoCloseable {
    /** Makes the store ready for records: its tables. Asked again until it has gone well. */
    void prepare() throws StoreException, InterruptedException;

    /**
     * Stores records, all or none. Those that are there already stay as they are.
     *
     * @throws StoreException when it is not certain that they are stored
     */
    void store(List<InferenceRecord> records) throws StoreException, InterruptedException;

    /** Lets go of connections. */
    @Override
    void close();

    /** Records were not stored, or it is not known whether they were. */
    final class StoreException extends Exception {
        private static final long serialVersionUID = 1;

        /** What to do about it. */
        enum Kind {
            /** The store is away, or busy: the same records go to it again, later. */
            UNAVAILABLE,
            /** Tables are missing: it has to be prepared again. */
            UNPREPARED,
            /** It refuses the content of one of the records. */
            REFUSED
        }

        private final Kind kind;

        StoreException(Kind kind, Throwable cause) {
            super(
                    cause.getMessage() == null
                            ? cause.getClass().getSimpleName()
                            : cause.getMessage(),
                    cause);
            this.kind = kind;
        }

        Kind kind() {
            return kind;
        }
    }
}
