package dev.sluice.database;

import java.io.IOException;
import java.util.concurrent.ExecutionException;

/**
 * An {@link OwnConnection} was lost, could not be opened, or can't be trusted any more; everything
 * tied to it (a transaction, a lock, a subscription) is gone too. Its cause says why.
 */
public final class LostException extends IOException {
    private static final long serialVersionUID = 1L;

    public LostException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }

    /** Wraps the failure of something that was awaited; its cause, if any, is the reason. */
    public static LostException of(ExecutionException failed) {
        return new LostException(reason(failed));
    }

    /** The reason why something that was awaited failed, or why the connection was lost. */
    public static Throwable reason(Exception failed) {
        return failed.getCause() == null ? failed : failed.getCause();
    }
}
