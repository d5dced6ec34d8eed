package dev.sluice.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The signs by which a change of a file's content is noticed; follows symbolic links.
 *
 * @param changed when content or attributes changed, which no program can set back; null where the
 *     system has no such time
 * @param key device and inode, to notice another file with the same name
 */
record FileStamp(
        @Nullable FileTime modified,
        @Nullable FileTime changed,
        long size,
        @Nullable Object key) {
    static final FileStamp NONE = new FileStamp(null, null, -1, null);

    static FileStamp of(@Nullable Path path) {
        if (path == null) {
            return NONE;
        }
        try {
            BasicFileAttributes basic = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileStamp(
                    basic.lastModifiedTime(), changed(path), basic.size(), basic.fileKey());
        } catch (IOException e) {
            return NONE;
        }
    }

    private static @Nullable FileTime changed(Path path) throws IOException {
        try {
            return (FileTime) Files.getAttribute(path, "unix:ctime");
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return null;
        }
    }

    boolean isOlderThan(Duration age, Instant now) {
        return modified == null || latest().plus(age).isBefore(now);
    }

    /**
     * A time in the future does not count as recent: a clock that is ahead must not delay a change
     * for ever.
     */
    boolean isYoungerThan(Duration age, Instant now) {
        return modified != null && !latest().isAfter(now) && latest().plus(age).isAfter(now);
    }

    private Instant latest() {
        Instant modifiedAt = Objects.requireNonNull(modified).toInstant();
        return changed == null || changed.toInstant().isBefore(modifiedAt)
                ? modifiedAt
                : changed.toInstant();
    }
}
