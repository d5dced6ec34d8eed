package dev.sluice.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Notices changed content in the small files of one directory, by the same signs as {@link
 * ConfigWatcher}. It has no thread: its owner calls {@link #check} from a worker, one call at a
 * time.
 */
public final class DirectoryWatcher {
    /** No directory of ours has more files; further ones are ignored. */
    private static final int MOST_FILES = 10_000;

    private final Path directory;
    private final String suffix;
    private final int mostBytes;
    private final InstantSource clock;
    private final Map<String, Seen> files = new HashMap<>();

    /**
     * Watches the files whose names end with {@code suffix}. The directory need not exist.
     *
     * @param mostBytes limit for one file; one byte more is read, so that a reader notices a larger
     *     file
     */
    public DirectoryWatcher(Path directory, String suffix, int mostBytes) {
        this(directory, suffix, mostBytes, InstantSource.system());
    }

    DirectoryWatcher(Path directory, String suffix, int mostBytes, InstantSource clock) {
        this.directory = directory;
        this.suffix = suffix;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /**
     * The files that have changed since the last call (at first: all), by name, with their content;
     * empty for those that were deleted. A file that can't be read at the moment does not count as
     * deleted.
     */
    public Map<String, Optional<byte[]>> check() {
        Instant now = clock.instant();
        Map<String, Optional<byte[]>> changes = new TreeMap<>();
        Map<String, Path> there = new HashMap<>();
        if (!list(there)) {
            return changes;
        }
        there.forEach((name, path) -> {
            Seen before = files.get(name);
            FileStamp stamp = FileStamp.of(path);
            boolean same = before != null && before.settled && before.stamp.equals(stamp);
            // The first check has no earlier content to use for a file that just changed.
            if (same || (before != null && stamp.isYoungerThan(ConfigWatcher.QUIET, now))) {
                return;
            }
            byte[] content = content(path);
            if (content == null) {
                return;
            }
            Seen seen = new Seen(
                    stamp,
                    stamp.isOlderThan(ConfigWatcher.RESOLUTION, now),
                    ByteBuffer.wrap(content));
            files.put(name, seen);
            if (before == null || !before.content.equals(seen.content)) {
                changes.put(name, Optional.of(content));
            }
        });
        files.keySet().removeIf(name -> {
            boolean gone = !there.containsKey(name);
            if (gone) {
                changes.put(name, Optional.empty());
            }
            return gone;
        });
        return changes;
    }

    /** Lists the files; returns false when the directory can't be read. */
    private boolean list(Map<String, Path> there) {
        if (!Files.isDirectory(directory)) {
            return true;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*" + suffix)) {
            for (Path path : stream) {
                if (there.size() < MOST_FILES && Files.isRegularFile(path)) {
                    there.put(path.getFileName().toString(), path);
                }
            }
            return true;
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }

    private byte @Nullable [] content(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(mostBytes + 1);
        } catch (IOException e) {
            return null;
        }
    }

    /** The content of a file, and the signs that it has not changed since. */
    private record Seen(FileStamp stamp, boolean settled, ByteBuffer content) {}
}
