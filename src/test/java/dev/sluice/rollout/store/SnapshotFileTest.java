package dev.sluice.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.live.KnownUnits;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.experiment.live.Standing;
import dev.sluice.rollout.json.DefinitionJson;
import dev.sluice.rollout.json.RandomDefinition;
import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

class SnapshotFileTest {
    private static final Definition DEFINITION = RandomDefinition.of(new SplittableRandom(1));
    private static final Definition OTHER = RandomDefinition.of(new SplittableRandom(2));

    @TempDir
    Path data;

    private Path path;

    @BeforeEach
    void choose() {
        path = data.resolve("new").resolve(SnapshotFile.NAME);
    }

    @Test
    void whatWasInForceIsInForceAfterAStart() throws IOException {
        LiveSnapshot snapshot = new LiveSnapshot(
                7,
                List.of(
                        new LiveExperiment(DEFINITION, 0, null),
                        new LiveExperiment(OTHER, 0, KnownUnits.of(List.of("anna", "bert")))),
                List.of(new Standing(
                        "old",
                        "slang",
                        "b",
                        new Serving.InFront(new Serving.RungChoice("tuned", 0.5)))),
                Set.of("killed"));

        new SnapshotFile(path).keep(new SnapshotFile.Kept(snapshot, Set.of(DEFINITION.id())));

        SnapshotFile.Kept read = new SnapshotFile(path).read().orElseThrow();
        assertThat(read.tripped()).containsExactly(DEFINITION.id());
        assertThat(read.snapshot().sequence())
                .as("whatever the database has is later")
                .isZero();
        assertThat(read.snapshot().standing()).isEqualTo(snapshot.standing());
        assertThat(read.snapshot().killed()).containsExactly("killed");
        assertThat(read.snapshot().experiments())
                .extracting(LiveExperiment::definition)
                .containsExactly(DEFINITION, OTHER);
        assertThat(read.snapshot().experiments().getFirst().enrolled()).isNull();
        KnownUnits enrolled = read.snapshot().experiments().getLast().enrolled();
        assertThat(enrolled).isNotNull();
        assertThat(enrolled.contains("anna")
                        && enrolled.contains("bert")
                        && !enrolled.contains("carl"))
                .isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void isWrittenOnlyWhenSomethingHasChanged() throws IOException {
        SnapshotFile file = new SnapshotFile(path);
        file.keep(new SnapshotFile.Kept(LiveSnapshot.NONE, Set.of()));
        assertThat(path).doesNotExist();
        LiveSnapshot one = new LiveSnapshot(
                1, List.of(new LiveExperiment(DEFINITION, 0, null)), List.of(), Set.of());
        file.keep(new SnapshotFile.Kept(one, Set.of()));
        Files.delete(path);

        file.keep(new SnapshotFile.Kept(one, Set.of()));

        assertThat(path).doesNotExist();
        file.keep(new SnapshotFile.Kept(one, Set.of(DEFINITION.id())));
        assertThat(path).content().contains("\"tripped\":[\"" + DEFINITION.id() + "\"]");
    }

    @Test
    void aFileThatIsNoneIsIgnored() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "{");

        assertThat(new SnapshotFile(path).read()).isEmpty();
    }

    @Test
    void noFileIsNoSnapshot() {
        assertThat(new SnapshotFile(path).read()).isEmpty();
    }

    @Test
    void aSpoiltFileIsIgnoredOrMakesSense() throws IOException {
        LiveSnapshot snapshot = new LiveSnapshot(
                7,
                List.of(new LiveExperiment(DEFINITION, 0, KnownUnits.of(List.of("anna")))),
                List.of(new Standing(
                        "old",
                        "slang",
                        "b",
                        new Serving.Ladder(List.of(new Serving.RungChoice("m", null))))),
                Set.of("killed"));
        new SnapshotFile(path).keep(new SnapshotFile.Kept(snapshot, Set.of("x")));
        byte[] valid = Files.readAllBytes(path);
        Mutator mutator = new Mutator(
                "{", "}", "[", "]", "null", "1", "\"x\"", "\"enrolled\":", "\"stage\":99,", "{}");
        Fuzz.check(
                1_000,
                random -> mutator.mutate(valid, 1 + random.nextInt(3), random),
                (spoilt, random) -> {
                    SnapshotFile.Kept kept;
                    try {
                        kept = SnapshotFile.parse(spoilt);
                    } catch (RuntimeException e) {
                        return; // The file is ignored, and the log says why.
                    }
                    kept.snapshot().experiments().forEach(it -> it.definition().at(it.stage()));
                    kept.snapshot()
                            .experiments()
                            .forEach(it -> assertThat(DefinitionJson.text(it.definition()))
                                    .isNotEmpty());
                });
    }
}
