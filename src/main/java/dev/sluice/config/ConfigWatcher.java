package dev.sluice.config;

import dev.sluice.config.ConfigFile.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the files of the configuration hold something else than before. It has no thread: whoever owns it calls
 * {@link #check} from a worker, one call at a time. A call costs two looks at file attributes; content is read when those
 * have changed, and while a file is so fresh that its time stamp may hide a second change.
 */
public final class ConfigWatcher {
    /** A file changed this recently may still be half written: the next check looks at it. */
    static final Duration QUIET = Duration.ofMillis(100);

    /** Two changes within the resolution of a file's time, at worst two seconds, look like one. */
    static final Duration RESOLUTION = Duration.ofSeconds(2);

    private final Watched config;
    private final Watched keys;
    private final ConfigReader reader;
    private final InstantSource clock;

    /**
     * Watches these files, with the environment and the clock of this process.
     *
     * @param config null for the built-in configuration
     */
    public ConfigWatcher(@Nullable Path config, Path dataDir) {
        this(config, dataDir, System::getenv, InstantSource.system());
    }

    ConfigWatcher(
            @Nullable Path config,
            Path dataDir,
            Function<String, @Nullable String> environment,
            InstantSource clock) {
        this.config = new Watched(config);
        this.keys = new Watched(dataDir.resolve(ConfigFile.KEYS));
        this.reader = new ConfigReader(environment);
        this.clock = clock;
    }

    /** Reads the files as they are now; {@link #check} tells of changes after that. */
    public ConfigResult load() {
        Instant now = clock.instant();
        return ConfigFile.result(config.read(now), keys.read(now), reader);
    }

    /** The new result if the content has changed since the last call of this or {@link #load}. */
    public Optional<ConfigResult> check() {
        Instant now = clock.instant();
        boolean configChanged = config.hasChanged(now);
        boolean keysChanged = keys.hasChanged(now);
        if (!configChanged && !keysChanged) {
            return Optional.empty();
        }
        return Optional.of(ConfigFile.result(config.content, keys.content, reader));
    }

    /** One file: what it held, and by which signs that is known to be still so. */
    private static final class Watched {
        private final @Nullable Path path;
        private Stamp stamp = Stamp.NONE;
        private Content content = Content.UNREAD;
        private boolean settled;

        Watched(@Nullable Path path) {
            this.path = path;
        }

        Content read(Instant now) {
            // First the stamp, then the content: a change in between shows up as a new stamp later, not never.
            stamp = Stamp.of(path);
            settled = stamp.isOlderThan(RESOLUTION, now);
            content = ConfigFile.content(path);
            return content;
        }

        boolean hasChanged(Instant now) {
            Stamp latest = Stamp.of(path);
            if ((settled && latest.equals(stamp)) || latest.isYoungerThan(QUIET, now)) {
                return false;
            }
            Content before = content;
            return !read(now).equals(before);
        }
    }

    /**
     * The signs by which a file's content is known, of the file that a symbolic link leads to.
     *
     * @param changed when content or attributes changed, which no program can set back; null where there is no such time
     * @param key device and inode: another file under the same name
     */
    private record Stamp(
            @Nullable FileTime modified,
            @Nullable FileTime changed,
            long size,
            @Nullable Object key) {
        private static final Stamp NONE = new Stamp(null, null, -1, null);

        static Stamp of(@Nullable Path path) {
            if (path == null) {
                return NONE;
            }
            try {
                BasicFileAttributes basic = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(basic.lastModifiedTime(), changed(path), basic.size(), basic.fileKey());
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

        /** A time in the future says nothing about age: a clock that is ahead must not hold a change back for ever. */
        boolean isYoungerThan(Duration age, Instant now) {
            return modified != null
                    && !latest().isAfter(now)
                    && latest().plus(age).isAfter(now);
        }

        private Instant latest() {
            Instant modifiedAt = Objects.requireNonNull(modified).toInstant();
            return changed == null || changed.toInstant().isBefore(modifiedAt) ? modifiedAt : changed.toInstant();
        }
    }
}
