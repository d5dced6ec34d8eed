package dev.sluice.model.store;

import dev.sluice.model.store.StoredModel.Provenance;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The models of a data directory: {@code DATA/models/NAME.gguf} with {@code NAME.json} beside it. A
 * file under its final name is always whole and checked: it is renamed into place as the last step.
 * Thread-safe; installing or removing a model requires the name's lock ({@link #lock}).
 */
public final class ModelStore {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final String SUFFIX = ".gguf";

    private final Path directory;
    private final Clock clock;

    public ModelStore(Path dataDirectory) {
        this(dataDirectory, Clock.systemUTC());
    }

    public ModelStore(Path dataDirectory, Clock clock) {
        this.directory = dataDirectory.resolve("models");
        this.clock = clock;
    }

    /**
     * What is known about a file before it is installed.
     *
     * @param sha256 the expected digest; null if unknown
     * @param licence from the catalog; null to use the one in the file
     */
    public record Origin(
            String source,
            @Nullable String sha256,
            @Nullable String licence) {}

    public Path directory() {
        return directory;
    }

    /** The file to load: a name ending in {@code .gguf} is a path, any other is a stored model. */
    public Optional<Path> find(String nameOrPath) {
        if (nameOrPath.endsWith(SUFFIX)) {
            Path path = Path.of(nameOrPath);
            return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
        }
        return get(nameOrPath).map(StoredModel::path);
    }

    public Optional<StoredModel> get(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Path path = file(name);
        try {
            return Files.isRegularFile(path) ? Optional.of(stored(name, path)) : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Every stored model, by name. */
    public List<StoredModel> list() throws IOException {
        List<StoredModel> models = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path path : files) {
                String fileName = path.getFileName().toString();
                get(fileName.substring(0, fileName.length() - SUFFIX.length()))
                        .ifPresent(models::add);
            }
        } catch (NoSuchFileException nothingPulledYet) {
            return List.of();
        }
        models.sort(Comparator.comparing(StoredModel::name));
        return models;
    }

    /** Deletes a model and what a broken pull left of it. False if there was nothing. */
    public boolean remove(String name) throws IOException {
        requireName(name);
        boolean removed = Files.deleteIfExists(file(name));
        Files.deleteIfExists(provenanceFile(name));
        PartFile part = part(name);
        removed |= Files.exists(part.path());
        part.delete();
        return removed;
    }

    /** Locks a name: only one thread or process at a time fetches, installs or removes it. */
    public FileMutex lock(String name, Runnable onWait) throws IOException, InterruptedException {
        requireName(name);
        return FileMutex.acquire(directory.resolve("." + name + ".lock"), onWait);
    }

    /** Where a file grows until {@link #install} takes it. */
    PartFile part(String name) {
        requireName(name);
        return new PartFile(directory.resolve(name + SUFFIX + ".part"));
    }

    /**
     * Checks the complete part file and renames it into place. A file that fails the checks is
     * deleted, because resuming it would fail again.
     */
    StoredModel install(String name, Origin origin) throws IOException {
        PartFile part = part(name);
        String sha256 = new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(part.path());
        GgufHeader header;
        try {
            header = checked(part.path(), sha256, origin);
        } catch (GgufException | PullException bad) {
            part.delete();
            throw bad;
        }
        String licence =
                origin.licence() != null ? origin.licence() : header.licence().orElse(null);
        long size = Files.size(part.path());
        Provenance provenance =
                new Provenance(origin.source(), sha256, size, licence, clock.instant());
        sync(part.path());
        writeProvenance(name, provenance);
        Files.move(
                part.path(),
                file(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        syncDirectory();
        part.delete();
        return new StoredModel(name, file(name), size, provenance);
    }

    private static GgufHeader checked(Path part, String sha256, Origin origin) throws IOException {
        if (origin.sha256() != null && !origin.sha256().equals(sha256)) {
            throw new PullException(
                    ("%s did not send the expected file: its SHA-256 is %s, expected %s. The file "
                                    + "was"
                                    + " deleted; pull again, and if it happens again do not trust "
                                    + "that source.")
                            .formatted(origin.source(), sha256, origin.sha256()));
        }
        GgufHeader header = GgufHeader.read(part);
        if (header.parts() > 1) {
            throw new PullException(
                    ("%s is one of %d parts of a split model, which cannot be served alone. "
                                    + "Choose a file"
                                    + " that holds the whole model, or join the parts with "
                                    + "llama-gguf-split --merge.")
                            .formatted(origin.source(), header.parts()));
        }
        return header;
    }

    private void writeProvenance(String name, Provenance provenance) throws IOException {
        Path temporary = directory.resolve(name + ".json.part");
        Files.write(temporary, ProvenanceFile.write(provenance));
        sync(temporary);
        Files.move(
                temporary,
                provenanceFile(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Makes the rename survive a power cut, if the file system can sync a directory. */
    private void syncDirectory() {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            return; // The file is whole either way; at worst the pull must be repeated.
        }
    }

    private StoredModel stored(String name, Path path) throws IOException {
        long size = Files.size(path);
        // A record with a different size belongs to a file that is gone.
        Provenance provenance = ProvenanceFile.read(provenanceFile(name))
                .filter(record -> record.size() == size)
                .orElse(null);
        return new StoredModel(name, path, size, provenance);
    }

    private Path file(String name) {
        return directory.resolve(name + SUFFIX);
    }

    private Path provenanceFile(String name) {
        return directory.resolve(name + ".json");
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    ("the model name '%s' is not usable: expected letters, digits, '.', '_' and "
                                    + "'-', beginning with a letter or digit, at most 128; choose "
                                    + "one with --as")
                            .formatted(name));
        }
    }
}
