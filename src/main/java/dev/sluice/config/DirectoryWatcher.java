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
 * Tells when the small files of one directory hold something else than before, by the same signs as
 * {@link ConfigWatcher}. It has no thread: whoever owns it calls {@link #check} from a worker, one
 * call at a time.
 */
public final class DirectoryWatcher {
    /** A directory that is ours holds no more; what is beyond is left alone. */
    private static final int MOST_FILES = 10_000;

    private final Path directory;
    private final String suffix;
    private final int mostBytes;
    private final InstantSource clock;
    private final Map<String, Seen> files = new HashMap<>();

    /**
     * Watches the files whose names end so. The directory need not be there.
     *
     * @param mostBytes of one file; of a larger one a byte more is read, so that its reader sees
     *     that there is more
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
     * The files that have changed since the last call, all of them at the first, by name: what they
     * hold now, nothing for those that are gone. A file that can't be read for a moment is not
     * gone.
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
            // At the first look there is nothing to hold on to while a file gets quiet.
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

    /** False when what is there can't be told. */
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

    /** What a file held, and by which signs that is known to be still so. */
    private record Seen(FileStamp stamp, boolean settled, ByteBuffer content) {}
}
