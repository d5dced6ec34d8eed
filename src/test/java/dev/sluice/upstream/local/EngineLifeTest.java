package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Model;
import dev.sluice.model.Model.LocalFile;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.LocalFixture;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.upstream.local.LaneClient.Call;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How the real engine starts, dies and comes back. */
@Order(3) // Among the longest: it begins first.
@Tag("engine")
@Timeout(120)
class EngineLifeTest {
    private static final Model BASE = LocalLaneFixture.base();

    @TempDir
    private Path data;

    @Test
    void aCrashCutsTheOpenStreamAndTheNextRequestFindsANewEngine() throws Exception {
        try (LocalLaneFixture lane = new LocalLaneFixture(data, 2).serving(BASE)) {
            // Given
            ProcessHandle engine = lane.process(BASE);
            Call call = lane.client.stream(BASE, LaneClient.endless("Tell a story", 450));
            call.awaitFirstPiece();

            // When
            engine.destroyForcibly();

            // Then
            assertThat(call.failure()).isInstanceOf(UpstreamFailure.Cut.class);
            Eventually.equals(() -> lane.upstream.readiness(BASE).ready(), false);
            lane.awaitReady();
            assertThat(LaneClient.text(lane.client.ask(BASE, LaneClient.question("Say hi"))))
                    .isNotEmpty();
            assertThat(lane.process(BASE).pid()).isNotEqualTo(engine.pid());
        }
    }

    @Test
    void anEngineThatIsToldToGoCutsItsStreamsToo() throws Exception {
        try (LocalLaneFixture lane = new LocalLaneFixture(data, 2).serving(BASE)) {
            // Given
            Call call = lane.client.stream(BASE, LaneClient.endless("Tell a story", 450));
            call.awaitFirstPiece();

            // When
            lane.process(BASE).destroy();

            // Then
            assertThat(call.failure()).isInstanceOf(UpstreamFailure.Cut.class);
        }
    }

    @Test
    void theEngineEndsWithASluiceThatIsKilled() throws Exception {
        // Given: a process that serves the model and says the engine's pid
        Process sluice = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        Holder.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long engine;
        try (BufferedReader out = sluice.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (!line.startsWith("engine ")) {
                line = out.readLine();
            }
            engine = Long.parseLong(line.substring("engine ".length()));
        }
        boolean aliveBefore = alive(engine);

        // When
        sluice.destroyForcibly();

        // Then
        assertThat(aliveBefore).isTrue();
        Eventually.equals(() -> alive(engine), false);
    }

    /** What is killed above. */
    static final class Holder {
        public static void main(String... arguments) {
            LocalLaneFixture lane = new LocalLaneFixture(Path.of(arguments[0]), 1).serving(BASE);
            System.out.println("engine " + lane.process(BASE).pid());
        }
    }

    @Test
    void aForeignCommandIsTetheredAndServesAlike() throws Exception {
        // Given: Sluice's own engine as if it were foreign, with a stdin that does not end with
        // Sluice
        Path script = new EngineHome(data, LocalFixture.engine()).engine();
        String[] command = {
            "/bin/sh",
            "-c",
            "tail -f /dev/null | \"$@\"",
            "sh",
            LocalFixture.engine().python().toString(),
            script.toString(),
            "--model",
            "{model}",
            "--alias",
            "x",
            "--port",
            "{port}",
            "--slots",
            "{slots}",
            "--context",
            "{context}",
            "--threads",
            "{threads}"
        };
        long engine;
        try (LocalLaneFixture lane = new LocalLaneFixture(data, 1, command).serving(BASE)) {
            ProcessHandle tether = lane.process(BASE);
            engine = tether.descendants()
                    .filter(handle -> handle.info().commandLine().orElse("").contains("python"))
                    .findFirst()
                    .orElseThrow()
                    .pid();

            // When
            String answer = LaneClient.text(lane.client.ask(BASE, LaneClient.question("Say hi")));

            // Then
            assertThat(answer).isNotEmpty();
        }
        Eventually.equals(() -> alive(engine), false);
    }

    @Test
    void aModelThatIsMissingIsNamedWithTheWayToGetIt() throws Exception {
        try (LocalLaneFixture lane = new LocalLaneFixture(data, 1)) {
            // Given
            Model missing =
                    new Model.Local("mine", "local", "mine", new LocalFile("nowhere", null, 1));

            // When
            lane.upstream.prepare(List.of(missing));

            // Then
            Eventually.equals(
                    lane.upstream::states,
                    Map.of(
                            "mine",
                            new EngineState.Failed(
                                    "model 'nowhere' is not on this machine: run ./sluice model "
                                            + "pull nowhere")));
            assertThat(lane.client.stream(missing, LaneClient.question("hi")).failure())
                    .isInstanceOf(UpstreamFailure.Unreachable.class);
        }
    }

    @Test
    void aFileThatIsNoModelIsSaidToBeNone() throws Exception {
        try (LocalLaneFixture lane = new LocalLaneFixture(data, 1)) {
            // Given
            Path text = Files.writeString(data.resolve("text.gguf"), "not a model");
            Model bad =
                    new Model.Local("bad", "local", "bad", new LocalFile(text.toString(), null, 1));

            // When
            lane.upstream.prepare(List.of(bad));

            // Then
            Eventually.equals(() -> lane.upstream.states().get("bad").label(), "failed");
            assertThat(lane.upstream.states().get("bad").detail())
                    .contains("text.gguf", "not a usable GGUF file");
        }
    }

    @Test
    void aModelThatTheEngineCannotLoadIsNotStartedInAHotLoop() throws Exception {
        try (LocalLaneFixture lane = new LocalLaneFixture(data, 1)) {
            // Given: whole, but with nonsense where the tensors' names are looked up
            byte[] bytes = Files.readAllBytes(LocalFixture.model());
            String text = new String(bytes, 0, 3_000_000, StandardCharsets.ISO_8859_1);
            int name = text.indexOf("blk.0.attn_q.weight");
            Arrays.fill(bytes, name, name + 5, (byte) 'x');
            Path broken = Files.write(data.resolve("broken.gguf"), bytes);
            Model model = new Model.Local(
                    "broken", "local", "broken", new LocalFile(broken.toString(), null, 1));

            // When
            lane.upstream.prepare(List.of(model));

            // Then
            Eventually.equals(() -> lane.upstream.states().get("broken").label(), "backing off");
            assertThat(lane.upstream.states().get("broken").detail())
                    .startsWith("the engine of 'broken' did not start: ")
                    .endsWith("tensor 'blk.0.attn_q.weight' not found; next start in 500 ms");
        }
    }

    @Test
    void aChangeOfTheConfigurationKeepsAnEngineThatItDoesNotConcern() throws Exception {
        try (LocalLaneFixture lane = new LocalLaneFixture(data, 1).serving(BASE)) {
            // Given
            ProcessHandle engine = lane.process(BASE);

            // When
            lane.serving(BASE, LocalLaneFixture.model("second-name", null, 1));

            // Then
            assertThat(lane.process(BASE).pid()).isEqualTo(engine.pid());
        }
    }

    @Test
    void aNewAdapterGetsANewEngineAndTheOldOneFinishesWhatItHas() throws Exception {
        try (LocalLaneFixture lane = new LocalLaneFixture(data, 1).serving(BASE)) {
            // Given
            Model tuned = LocalLaneFixture.model(
                    "tuned", RandomAdapter.write(data.resolve("a.gguf"), 1), 1);
            ProcessHandle old = lane.process(BASE);
            Call open = lane.client.stream(BASE, LaneClient.endless("Tell a story", 100));
            open.awaitFirstPiece();

            // When
            lane.serving(BASE, tuned);

            // Then
            assertThat(lane.process(BASE).pid()).isNotEqualTo(old.pid());
            assertThat(open.chunks()
                            .getLast()
                            .getJsonObject("usage")
                            .getInteger("completion_tokens"))
                    .isEqualTo(100);
            Eventually.equals(old::isAlive, false);
            assertThat(LaneClient.text(lane.client.ask(tuned, LaneClient.question("Say hi"))))
                    .isNotEmpty();
        }
    }

    @Test
    void retiringEndsTheEngineBehindTheLastAnswer() throws Exception {
        try (LocalLaneFixture lane = new LocalLaneFixture(data, 1).serving(BASE)) {
            // Given
            ProcessHandle engine = lane.process(BASE);
            Call open = lane.client.stream(BASE, LaneClient.endless("Tell a story", 60));
            open.awaitFirstPiece();

            // When
            lane.upstream.retire();

            // Then
            assertThat(open.chunks()).isNotEmpty();
            assertThat(engine.onExit()).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
