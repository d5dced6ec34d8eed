package dev.sluice.upstream.local;

import dev.sluice.config.bind.Secret;
import dev.sluice.config.upstream.EngineConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command that starts an engine: the configured one, else {@code llama-server} from the PATH,
 * else Sluice's own. All listen on the loopback address and end with Sluice; only a configured
 * command may have the key among its arguments.
 *
 * @param words the command and its arguments
 * @param environment variables added to Sluice's own
 */
public record EngineCommand(List<String> words, Map<String, String> environment) {
    private static final String HOST = "127.0.0.1";

    /**
     * The values that differ for each start.
     *
     * @param model the GGUF file
     * @param port the port to listen on
     * @param key the key that callers must send
     * @param threads how many threads compute
     */
    record Start(Path model, int port, Secret key, int threads) {}

    /** Chooses the command; {@code llamaServer} is the one on the PATH, if there is one. */
    static EngineCommand choose(
            EngineSpec spec, Start start, EngineHome home, Optional<Path> llamaServer)
            throws IOException, EngineUnavailable {
        if (!spec.config().command().isEmpty()) {
            return configured(spec, start, home);
        }
        return llamaServer.isPresent()
                ? llamaServer(spec, start, home, llamaServer.get())
                : own(spec, start, home);
    }

    /**
     * Whether engines with these settings need the Python environment of Sluice's own engine. Looks
     * at the PATH.
     */
    public static boolean needsEnvironment(EngineConfig config) {
        return config.command().isEmpty() && llamaServer().isEmpty();
    }

    /** The {@code llama-server} on the PATH. */
    static Optional<Path> llamaServer() {
        return Programs.onPath("llama-server");
    }

    private static EngineCommand configured(EngineSpec spec, Start start, EngineHome home)
            throws IOException, EngineUnavailable {
        if (!spec.adapters().isEmpty()) {
            throw new EngineUnavailable("engine.command has no place for adapters, but model file '"
                    + spec.file() + "' has " + spec.adapters().size()
                    + ": remove engine.command or serve the adapters elsewhere");
        }
        Map<String, String> values = Map.of(
                "{model}", start.model().toString(),
                "{host}", HOST,
                "{port}", String.valueOf(start.port()),
                "{key}", start.key().value(),
                "{slots}", String.valueOf(spec.config().slots()),
                "{context}", String.valueOf(spec.config().context()),
                "{threads}", String.valueOf(start.threads()));
        List<String> words = new ArrayList<>();
        for (String word : spec.config().command()) {
            String filled = word;
            for (Map.Entry<String, String> value : values.entrySet()) {
                filled = filled.replace(value.getKey(), value.getValue());
            }
            words.add(filled);
        }
        return tethered(home, words, Map.of("SLUICE_ENGINE_KEY", start.key().value()));
    }

    private static EngineCommand llamaServer(
            EngineSpec spec, Start start, EngineHome home, Path program) throws IOException {
        EngineConfig config = spec.config();
        String threads = String.valueOf(start.threads());
        List<String> words = new ArrayList<>(
                List.of(program.toString(), "--model", start.model().toString()));
        words.addAll(List.of(
                "--alias", spec.name(), "--host", HOST, "--port", String.valueOf(start.port())));
        words.addAll(List.of("--parallel", String.valueOf(config.slots())));
        // The server divides this context among its slots.
        words.addAll(
                List.of("--ctx-size", String.valueOf((long) config.context() * config.slots())));
        words.addAll(List.of("--threads", threads, "--threads-batch", threads));
        words.addAll(List.of("--jinja", "--no-webui", "--no-prefill-assistant"));
        for (Path adapter : spec.adapters()) {
            words.addAll(List.of("--lora", adapter.toString()));
        }
        if (!spec.adapters().isEmpty()) {
            // The prompt cache in memory does not know which adapter made an entry, and would mix
            // up their answers.
            words.addAll(List.of("--lora-init-without-apply", "--cache-ram", "0"));
        }
        return tethered(home, words, Map.of("LLAMA_API_KEY", start.key().value()));
    }

    private static EngineCommand own(EngineSpec spec, Start start, EngineHome home)
            throws IOException {
        EngineConfig config = spec.config();
        List<String> words =
                new ArrayList<>(List.of(home.python().toString(), home.engine().toString()));
        words.addAll(List.of("--model", start.model().toString(), "--alias", spec.name()));
        words.addAll(List.of(
                "--port", String.valueOf(start.port()), "--slots", String.valueOf(config.slots())));
        words.addAll(List.of("--context", String.valueOf(config.context())));
        words.addAll(List.of("--threads", String.valueOf(start.threads())));
        for (Path adapter : spec.adapters()) {
            words.addAll(List.of("--adapter", adapter.toString()));
        }
        // It watches stdin itself, so it needs no tether.
        return new EngineCommand(words, Map.of("SLUICE_ENGINE_KEY", start.key().value()));
    }

    private static EngineCommand tethered(
            EngineHome home, List<String> words, Map<String, String> environment)
            throws IOException {
        List<String> tethered = new ArrayList<>(List.of("/bin/sh", home.tether().toString()));
        tethered.addAll(words);
        return new EngineCommand(tethered, environment);
    }

    /** Leaves out the environment, which has the key. */
    @Override
    public String toString() {
        return "EngineCommand[" + words.getFirst() + " and " + (words.size() - 1) + " arguments]";
    }
}
