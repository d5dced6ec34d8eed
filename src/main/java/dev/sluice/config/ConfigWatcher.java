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
 * Tells when the files of the configuration hold something else than before. It has no thread:
 * whoever owns it calls {@link #check} from a worker, one call at a time. A call costs two looks at
 * file attributes; content is read when those have changed, and while a file is so fresh that its
 * time stamp may hide a second change.
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
        private final Function<@Nullable Path, FileStamp> stamps;
        private FileStamp stamp = FileStamp.NONE;
        private Content content = Content.UNREAD;
        private boolean settled;

        Watched(@Nullable Path path, Function<@Nullable Path, FileStamp> stamps) {
            this.path = path;
            this.stamps = stamps;
        }

        Content read(Instant now) {
            // First the stamp, then the content: a change in between shows up as a new stamp later,
            // not never.
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
