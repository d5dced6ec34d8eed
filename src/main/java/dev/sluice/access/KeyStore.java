package dev.sluice.access;

import dev.sluice.common.WholeFile;
import dev.sluice.config.ConfigFile;
import dev.sluice.config.KeysFile;
import dev.sluice.config.KeysFile.UnusableException;
import dev.sluice.config.server.KeyConfig;
import dev.sluice.vocabulary.Role;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys in {@code keys.yaml} of a data directory. A change replaces the whole file, readable by
 * its owner only, so that a running gateway sees the old or the new list; a lock keeps changes by
 * two processes apart. For the command line: one thread per process, blocks on the disk.
 */
public final class KeyStore {
    private static final String HEADER =
            "# Written by ./sluice key: who may call, with the digest of each key.\n";

    private final Path directory;
    private final Path file;

    public KeyStore(Path dataDir) {
        this.directory = dataDir;
        this.file = dataDir.resolve(ConfigFile.KEYS);
    }

    /** The file with the keys. */
    public Path file() {
        return file;
    }

    /** The keys, oldest first. */
    public List<KeyConfig> list() throws KeyStoreException {
        try {
            return KeysFile.read(file);
        } catch (UnusableException e) {
            throw new KeyStoreException(
                    e.getMessage() + "\nnothing was changed; repair or remove " + file, e);
        }
    }

    /** Adds a key; its name must be new. */
    public void add(NewKey key) throws KeyStoreException {
        change(keys -> {
            if (keys.stream().anyMatch(known -> known.name().equals(key.name()))) {
                throw new KeyStoreException("a key named " + key.name() + " is already in " + file
                        + "; take another name, or remove it first: ./sluice key remove "
                        + key.name());
            }
            keys.add(key.stored());
        });
    }

    /** Gives a key another role, in force as soon as the gateway has read the file again. */
    public void give(String name, Role role) throws KeyStoreException {
        change(keys -> {
            KeyConfig known = keys.stream()
                    .filter(key -> key.name().equals(name))
                    .findFirst()
                    .orElseThrow(this::unknown);
            keys.set(
                    keys.indexOf(known),
                    new KeyConfig(name, known.sha256(), known.open(), known.created(), role));
        });
    }

    /** Removes a key; its holder is refused as soon as the gateway has read the file again. */
    public void remove(String name) throws KeyStoreException {
        change(keys -> {
            if (!keys.removeIf(known -> known.name().equals(name))) {
                throw unknown();
            }
        });
    }

    private KeyStoreException unknown() {
        return new KeyStoreException(
                "there is no key of that name in " + file + "; ./sluice key list shows the names");
    }

    private void change(Change change) throws KeyStoreException {
        try {
            Files.createDirectories(directory);
            try (FileChannel channel = FileChannel.open(
                            directory.resolve(".keys.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IOException("the lock of the data directory was lost");
                }
                List<KeyConfig> keys = new ArrayList<>(list());
                change.apply(keys);
                replace(text(keys));
            }
        } catch (IOException e) {
            throw new KeyStoreException(
                    "cannot write " + file + ": " + e.getClass().getSimpleName()
                            + "; check that the data directory exists and is writable, or name "
                            + "another with --data",
                    e);
        }
    }

    private void replace(String text) throws IOException {
        WholeFile.replace(file, text, ownerOnly());
    }

    private static String text(List<KeyConfig> keys) {
        StringBuilder text = new StringBuilder(HEADER);
        for (KeyConfig key : keys) {
            // Quoted: a name of digits, or the word null, would be something else to YAML.
            text.append("- { name: \"")
                    .append(key.name())
                    .append("\", sha256: \"")
                    .append(key.sha256())
                    .append('"')
                    .append(key.open() == null ? "" : ", open: " + key.open())
                    .append(key.created() == null ? "" : ", created: " + key.created())
                    // Nothing more than an earlier Sluice reads, where that says the same.
                    .append(
                            key.role() == Role.CLIENT
                                    ? ""
                                    : ", role: " + key.role().label())
                    .append(" }\n");
        }
        return text.append(keys.isEmpty() ? "[]\n" : "").toString();
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** A change of the list; throws to leave the file as it is. */
    private interface Change {
        void apply(List<KeyConfig> keys) throws KeyStoreException;
    }

    /** The keys could not be read or changed; the message is for whoever ran the command. */
    public static final class KeyStoreException extends Exception {
        private KeyStoreException(String message) {
            super(message);
        }

        private KeyStoreException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
