package dev.sluice.config;

import dev.sluice.config.ConfigFile.Content;
import dev.sluice.config.bind.ConfigProblem;
import dev.sluice.config.server.KeyConfig;

import java.nio.file.Path;
import java.util.List;

/** Reads the keys in a data directory for {@code ./sluice key}. Stateless; blocks on the disk. */
public final class KeysFile {
    private KeysFile() {}

    /**
     * Reads a file of keys; one that does not exist has no keys.
     *
     * @throws UnusableException if the file can't be read or is not a list of keys
     */
    public static List<KeyConfig> read(Path file) throws UnusableException {
        Content content = ConfigFile.content(file);
        if (content.isMissing()) {
            return List.of();
        }
        if (content.source() == null) {
            throw new UnusableException(
                    List.of(new ConfigProblem(content.file(), "", 0, 0, content.problem() + "")));
        }
        ConfigReader.KeysResult result =
                new ConfigReader(System::getenv).readKeys(content.source());
        if (!result.problems().isEmpty()) {
            throw new UnusableException(result.problems());
        }
        return result.keys();
    }

    /** The file of keys is not understood, so nothing must be added to it. */
    public static final class UnusableException extends Exception {
        private UnusableException(List<ConfigProblem> problems) {
            super(String.join(
                    "\n", problems.stream().map(ConfigProblem::toString).toList()));
        }
    }
}
