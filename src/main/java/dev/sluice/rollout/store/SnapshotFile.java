package dev.sluice.rollout.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.common.WholeFile;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.live.KnownUnits;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.experiment.live.Standing;
import dev.sluice.rollout.json.DefinitionJson;
import dev.sluice.rollout.json.DefinitionReader;
import dev.sluice.rollout.json.ServingJson;
import dev.sluice.web.Faults;
import dev.sluice.web.JsonBody;
import dev.sluice.web.JsonFields;
import dev.sluice.web.Problem;

import org.jboss.logging.Logger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The last snapshot, kept in the data directory: it is in force after a start while the database
 * can't be reached. A file that can't be read is ignored. For one thread.
 */
final class SnapshotFile {
    /** Its name in the data directory. */
    static final String NAME = "experiments.json";

    private static final Logger LOG = Logger.getLogger(SnapshotFile.class);

    /** Several paused experiments with a million units each, whose hashes take eleven megabytes. */
    private static final int MOST_BYTES = 64 << 20;

    private final Path file;
    private Kept last = new Kept(LiveSnapshot.NONE, Set.of());
    private boolean failing;

    SnapshotFile(Path file) {
        this.file = file;
    }

    /**
     * What is kept.
     *
     * @param tripped the experiments of the snapshot that this process has taken out
     */
    record Kept(LiveSnapshot snapshot, Set<String> tripped) {}

    /** What was kept last; empty when there is nothing, or nothing that can be read. */
    Optional<Kept> read() {
        try (InputStream in = Files.newInputStream(file)) {
            last = parse(in.readNBytes(MOST_BYTES + 1));
            return Optional.of(last);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            LOG.warnf(
                    "%s can't be read and is ignored; experiments come into force when the "
                            + "database can be reached: %s",
                    file, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Parses the contents of a file.
     *
     * @throws RuntimeException when they are not as they were written
     */
    static Kept parse(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("it is larger than " + MOST_BYTES + " bytes");
        }
        return kept(JsonBody.object(bytes));
    }

    /** Writes it, unless it is what was written last. */
    void keep(Kept now) {
        if (now.equals(last)) {
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            WholeFile.replace(file, json(now).toString(), ownerOnly());
            last = now;
            failing = false;
        } catch (IOException | RuntimeException e) { // Only a help: the caller goes on.
            if (!failing) {
                LOG.warnf(
                        "%s can't be written: a restart without the database would not know of "
                                + "the last change: %s",
                        file, e);
            }
            failing = true;
        }
    }

    private static ObjectNode json(Kept kept) {
        LiveSnapshot snapshot = kept.snapshot();
        ObjectNode root =
                JsonNodeFactory.instance.objectNode().put("sequence", snapshot.sequence());
        ArrayNode experiments = root.putArray("experiments");
        for (LiveExperiment one : snapshot.experiments()) {
            ObjectNode node = experiments.addObject().put("stage", one.stage());
            KnownUnits enrolled = one.enrolled();
            if (enrolled != null) {
                node.put("enrolled", Base64.getEncoder().encodeToString(enrolled.bytes()));
            }
            node.set("definition", DefinitionJson.of(one.definition()));
        }
        ArrayNode standing = root.putArray("standing");
        for (Standing one : snapshot.standing()) {
            ObjectNode node = standing.addObject()
                    .put("experiment", one.experiment())
                    .put("route", one.route())
                    .put("variant", one.variant());
            ServingJson.write(node, one.serving());
        }
        new TreeSet<>(snapshot.killed()).forEach(root.putArray("killed")::add);
        new TreeSet<>(kept.tripped()).forEach(root.putArray("tripped")::add);
        return root;
    }

    /** Its sequence is 0, so that whatever the database has is later. */
    private static Kept kept(ObjectNode root) {
        List<LiveExperiment> experiments = new ArrayList<>();
        for (JsonNode one : root.withArray("experiments")) {
            ObjectNode definition = only(one.required("definition"));
            String enrolled = one.path("enrolled").asText("");
            experiments.add(new LiveExperiment(
                    DefinitionReader.read(definition, null),
                    one.required("stage").intValue(),
                    one.has("enrolled")
                            ? KnownUnits.of(Base64.getDecoder().decode(enrolled))
                            : null));
        }
        experiments.forEach(one -> one.definition().at(one.stage()));
        List<Standing> standing = new ArrayList<>();
        for (JsonNode one : root.withArray("standing")) {
            standing.add(new Standing(
                    one.required("experiment").textValue(),
                    one.required("route").textValue(),
                    one.required("variant").textValue(),
                    serving(only(one))));
        }
        return new Kept(
                new LiveSnapshot(0, experiments, standing, texts(root, "killed")),
                texts(root, "tripped"));
    }

    private static ObjectNode only(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("it has something else where an object should be");
    }

    private static Serving serving(ObjectNode of) {
        Faults faults = new Faults();
        Serving serving = ServingJson.read(JsonFields.of(of, faults), null);
        if (serving == null || !faults.isEmpty()) {
            throw new IllegalArgumentException("a standing variant has wrong fields: "
                    + faults.fields().stream().map(Problem.Field::field).toList());
        }
        return serving;
    }

    private static Set<String> texts(ObjectNode root, String field) {
        Set<String> texts = new TreeSet<>();
        root.withArray(field).forEach(one -> texts.add(one.textValue()));
        return texts;
    }

    /** Others may not read it, because definitions name testers. */
    private static FileAttribute<?>[] ownerOnly() {
        return Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
