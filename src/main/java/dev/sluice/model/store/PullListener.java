package dev.sluice.model.store;

/** Hears how a pull goes, on the thread that pulls. */
public interface PullListener {
    /**
     * Something worth a line: which source is asked, why another one is, that an interrupted
     * download goes on.
     */
    default void note(String line) {}

    /** A line of a tool that does the work, such as pip. */
    default void tool(String line) {}

    /** Whether a tool may write to this process' own output, so that its progress bar shows. */
    default boolean sharesOutput() {
        return false;
    }

    /** Called some times a second and once at the end. */
    default void progress(Progress progress) {}

    /**
     * How far a transfer is.
     *
     * @param bytes there so far, those of an earlier attempt included
     * @param total -1 if the source does not say
     * @param bytesPerSecond since this transfer began
     */
    record Progress(long bytes, long total, double bytesPerSecond) {}
}
