package dev.sluice.config;

import dev.sluice.config.ConfigFile.Content;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Notices changed content in the files of the configuration. It has no thread: its owner calls
 * {@link #check} from a worker, one call at a time. A call costs two looks at file attributes;
 * content is read only when these have changed, or while a file is so recent that its time stamp
 * may hide a second change.
 */
public final class ConfigWatcher {
    /** A file changed this recently may be half written; it is read at a later check. */
    static final Duration QUIET = Duration.ofMillis(100);

    /** Two changes within the resolution of file times, two seconds at worst, look like one. */
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
        this(config, dataDir, System::getenv, InstantSource.system(), FileStamp::of);
    }

    ConfigWatcher(
            @Nullable Path config,
            Path dataDir,
            Function<String, @Nullable String> environment,
            InstantSource clock,
            Function<@Nullable Path, FileStamp> stamps) {
        this.config = new Watched(config, stamps);
        this.keys = new Watched(dataDir.resolve(ConfigFile.KEYS), stamps);
        this.reader = ConfigFile.reader(environment);
        this.clock = clock;
    }

    /** Reads the current files; {@link #check} reports changes after that. */
    public ConfigResult load() {
        Instant now = clock.instant();
        return ConfigFile.result(config.read(now), keys.read(now), reader);
    }

    /**
     * The new result if the content has changed since the last call of this method or {@link
     * #load}.
     */
    public Optional<ConfigResult> check() {
        Instant now = clock.instant();
        boolean configChanged = config.hasChanged(now);
        boolean keysChanged = keys.hasChanged(now);
        if (!configChanged && !keysChanged) {
            return Optional.empty();
        }
        return Optional.of(ConfigFile.result(config.content, keys.content, reader));
    }

    /** One file: its content, and the signs that it has not changed since. */
    private static final class Watched {
        private final @Nullable Path path;
        private final Function<@Nullable Path, FileStamp> stamps;
        private FileStamp stamp = FileStamp.NONE;
        private Content content = Content.UNREAD;
        private boolean settled;

        Watched(@Nullable Path path, Function<@Nullable Path, FileStamp> stamps) {
            this.path = path;
            this.stamps = stamps;
        }

        Content read(Instant now) {
            // The stamp comes first: a change between it and the content shows up later as a new
            // stamp.
            stamp = stamps.apply(path);
            settled = stamp.isOlderThan(RESOLUTION, now);
            content = ConfigFile.content(path);
            return content;
        }

        boolean hasChanged(Instant now) {
            FileStamp latest = stamps.apply(path);
            if ((settled && latest.equals(stamp)) || latest.isYoungerThan(QUIET, now)) {
                return false;
            }
            Content before = content;
            return !read(now).equals(before);
        }
    }
}
