package dev.sluice.record.spool;

import java.nio.file.Path;

/** One file of the log. The lock of its {@link Spool} guards its fields. */
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

    /** How far a segment can be read at the moment. */
    record Extent(Segment segment, long limit, boolean sealed) {}
}
