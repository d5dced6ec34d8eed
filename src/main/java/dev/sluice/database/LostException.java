package dev.sluice.database;

import java.io.IOException;
import java.util.concurrent.ExecutionException;

/**
 * An {@link OwnConnection} is over, could not be had, or can't be trusted any more; whatever hung
 * on it (a transaction, a lock, a subscription) is gone with it. Its cause says why.
 */
public final class LostException extends IOException {
    private static final long serialVersionUID = 1L;

    public LostException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }

    /** Of what somebody has waited for; the reason is its cause, where it has one. */
    public static LostException of(ExecutionException failed) {
        return new LostException(reason(failed));
    }

    /** Why what somebody has waited for has failed, or the connection was lost. */
    public static Throwable reason(Exception failed) {
        return failed.getCause() == null ? failed : failed.getCause();
    }
}
