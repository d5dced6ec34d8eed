package dev.sluice.model.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** A model could not be fetched or stored. Its message is for the user. */
public class PullException extends IOException {
    private static final long serialVersionUID = 1L;

    public PullException(String message) {
        this(message, null);
    }

    public PullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** One source does not have the file or cannot be reached; another may. */
    static final class SourceUnavailable extends PullException {
        private static final long serialVersionUID = 1L;

        SourceUnavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The request itself is wrong, whatever the state of the network. */
    public static final class BadRequest extends PullException {
        private static final long serialVersionUID = 1L;

        public BadRequest(String message) {
            super(message);
        }
    }
}
