package dev.sluice.record;

import java.util.List;

/** Where records are stored. Called by one thread, which may block. */
interface RecordStore extends AutoCloseable {
    /** Prepares the store for records, by creating its tables. Called again until it succeeds. */
    void prepare() throws StoreException, InterruptedException;

    /**
     * Stores all of these records or none. A record that is already there stays as it is.
     *
     * @throws StoreException when they may not be stored
     */
    void store(List<InferenceRecord> records) throws StoreException, InterruptedException;

    /** Closes the connections. */
    @Override
    void close();

    /** Records were not stored, or it is unknown whether they were. */
    final class StoreException extends Exception {
        private static final long serialVersionUID = 1;

        /** What to do about it. */
        enum Kind {
            /** The store is away or busy: retry the same records later. */
            UNAVAILABLE,
            /** Tables are missing: prepare the store again. */
            UNPREPARED,
            /** The store refuses the content of one of the records. */
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
