package dev.sluice.model.store;

/** Follows a pull, on the thread that pulls. */
public interface PullListener {
    /**
     * Something worth a line: which source is asked, why another is tried, that an interrupted
     * download resumes.
     */
    default void note(String line) {}

    /** A line from a tool that does the work, such as pip. */
    default void tool(String line) {}

    /** Whether a tool may write to this process's own output, so that its progress bar shows. */
    default boolean sharesOutput() {
        return false;
    }

    /** Called a few times a second and once at the end. */
    default void progress(Progress progress) {}

    /**
     * How far a transfer has come.
     *
     * @param bytes received so far, including those of an earlier attempt
     * @param total -1 if the source does not say
     * @param bytesPerSecond since this transfer began
     */
    record Progress(long bytes, long total, double bytesPerSecond) {}
}
