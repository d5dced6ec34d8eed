package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.bind.Secret;
import dev.sluice.config.upstream.EngineConfig;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class EngineCommandTest {
    private static final Path MODEL = Path.of("/models/a b.gguf");
    private static final EngineCommand.Start START =
            new EngineCommand.Start(MODEL, 4711, new Secret("k3y"), 2);

    @TempDir
    private Path data;

    private EngineHome home;

    @BeforeEach
    void makeHome() {
        home = new EngineHome(data, new EngineEnvironment(data.resolve("engine")));
    }

    @Test
    void fillsInAConfiguredCommandAndTethersIt() throws Exception {
        // Given
        EngineConfig config = config(
                "serve", "{model}", "--at={host}:{port}", "{key}", "{slots}/{context}/{threads}");

        // When
        EngineCommand command = EngineCommand.choose(
                new EngineSpec("m", List.of(), config), START, home, Optional.empty());

        // Then
        assertThat(command.words())
                .containsExactly(
                        "/bin/sh",
                        data.resolve("engine/tether.sh").toString(),
                        "serve",
                        "/models/a b.gguf",
                        "--at=127.0.0.1:4711",
                        "k3y",
                        "3/512/2");
        assertThat(data.resolve("engine/tether.sh")).content().startsWith("#!/bin/sh");
    }

    @Test
    void refusesAdaptersWithAConfiguredCommand() {
        EngineSpec spec = new EngineSpec("m", List.of(Path.of("/a.gguf")), config("serve"));
        assertThatThrownBy(() -> EngineCommand.choose(spec, START, home, Optional.empty()))
                .isInstanceOf(EngineUnavailable.class)
                .hasMessage("engine.command has no place for adapters, but model file 'm' has 1:"
                        + " remove engine.command or serve the adapters elsewhere");
    }

    @Test
    void runsTheLlamaServerOfThePathWithTheKeyInItsEnvironment() throws Exception {
        // When
        EngineCommand command = EngineCommand.choose(
                new EngineSpec("/x/m.gguf", List.of(), config()),
                START,
                home,
                Optional.of(Path.of("/bin/llama-server")));

        // Then
        assertThat(command.words().subList(2, command.words().size()))
                .containsExactly(
                        "/bin/llama-server",
                        "--model",
                        "/models/a b.gguf",
                        "--alias",
                        "m",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "4711",
                        "--parallel",
                        "3",
                        "--ctx-size",
                        "1536",
                        "--threads",
                        "2",
                        "--threads-batch",
                        "2",
                        "--jinja",
                        "--no-webui",
                        "--no-prefill-assistant");
        assertThat(command.environment()).containsEntry("LLAMA_API_KEY", "k3y").hasSize(1);
        assertThat(command.toString()).doesNotContain("k3y");
    }

    @Test
    void turnsThePromptCacheInMemoryOffForAdapters() throws Exception {
        // Given
        EngineSpec spec =
                new EngineSpec("m", List.of(Path.of("/a.gguf"), Path.of("/b.gguf")), config());

        // When
        EngineCommand command =
                EngineCommand.choose(spec, START, home, Optional.of(Path.of("/bin/llama-server")));

        // Then
        assertThat(command.words())
                .endsWith(
                        "--lora",
                        "/a.gguf",
                        "--lora",
                        "/b.gguf",
                        "--lora-init-without-apply",
                        "--cache-ram",
                        "0");
    }

    private static EngineConfig config(String... command) {
        return new EngineConfig(List.of(command), 3, 512, 0, 8, null, null);
    }
}
