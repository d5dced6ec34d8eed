package dev.sluice.config;

import dev.sluice.confidence.SchemaFile;
import dev.sluice.config.ConfigReader.Source;
import dev.sluice.config.ConfigResult.Invalid;
import dev.sluice.config.bind.ConfigProblem;
import dev.sluice.config.bind.YamlTree;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the configuration from disk: {@code sluice.yaml}, plus the keys of {@code keys.yaml} in the
 * data directory. Stateless; blocks on the disk, so never call it on an event loop.
 */
public final class ConfigFile {
    /** The file in the data directory that {@code ./sluice key new} writes. */
    public static final String KEYS = "keys.yaml";

    private ConfigFile() {}

    /**
     * Reads the configuration with the environment of this process. A file that is missing or can't
     * be read is a problem like any other.
     *
     * @param config null for the built-in configuration
     */
    public static ConfigResult load(@Nullable Path config, Path dataDir) {
        return load(config, dataDir, System::getenv);
    }

    /**
     * Reads the configuration.
     *
     * @param config null for the built-in configuration
     * @param environment gives the value of an environment variable; null when it is not set
     */
    public static ConfigResult load(
            @Nullable Path config, Path dataDir, Function<String, @Nullable String> environment) {
        return result(content(config), content(dataDir.resolve(KEYS)), reader(environment));
    }

    /** A reader that also reads the files that a configuration refers to. */
    static ConfigReader reader(Function<String, @Nullable String> environment) {
        return new ConfigReader(environment, SchemaFile::problem);
    }

    /** Makes the configuration from what the files contain. */
    static ConfigResult result(Content config, Content keys, ConfigReader reader) {
        if (config.source() == null) {
            return unreadable(config);
        }
        return keys.problem() == null || keys.isMissing()
                ? reader.read(config.source(), keys.source())
                : unreadable(keys);
    }

    /** The current content of a file; a null path stands for the built-in configuration. */
    static Content content(@Nullable Path path) {
        if (path == null) {
            byte[] text = ConfigDefaults.YAML.getBytes(StandardCharsets.UTF_8);
            return new Content(
                    ConfigDefaults.FILE,
                    new Source(ConfigDefaults.FILE, ByteBuffer.wrap(text)),
                    null);
        }
        String file = path.toString();
        try (InputStream in = Files.newInputStream(path)) {
            // One byte more than the reader accepts, so that it notices a larger file.
            return new Content(
                    file,
                    new Source(file, ByteBuffer.wrap(in.readNBytes(YamlTree.MOST_BYTES + 1))),
                    null);
        } catch (NoSuchFileException e) {
            return new Content(file, null, Content.MISSING);
        } catch (IOException e) {
            String reason =
                    Files.isDirectory(path) ? "it is a directory" : e.getClass().getSimpleName();
            return new Content(file, null, "cannot be read: " + reason);
        }
    }

    private static Invalid unreadable(Content content) {
        String message = String.valueOf(content.problem());
        return new Invalid(List.of(new ConfigProblem(content.file(), "", 0, 0, message)));
    }

    /**
     * The content of a file at one moment; equal if the file had the same content.
     *
     * @param source null if there is a problem
     * @param problem why there is no content; null if there is
     */
    record Content(
            String file, @Nullable Source source, @Nullable String problem) {
        static final Content UNREAD = new Content("", null, "has not been read");
        static final String MISSING = "does not exist";

        boolean isMissing() {
            return MISSING.equals(problem);
        }
    }
}
