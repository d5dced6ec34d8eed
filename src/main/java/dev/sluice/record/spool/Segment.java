package dev.sluice.record.spool;

import java.nio.file.Path;

/** One file of the log. Its fields are guarded by the lock of its {@link Spool}. */
final class Segment {
    final long number;
    final Path file;
    final boolean earlier;
    long published;
    boolean sealed;

    Segment(long number, Path file, long published, boolean earlier) {
        this.number = number;
        this.file = file;
        this.published = published;
        this.earlier = earlier;
        this.sealed = earlier;
    }

    /** How far a segment can be read now. */
    record Extent(Segment segment, long limit, boolean sealed) {}
}
