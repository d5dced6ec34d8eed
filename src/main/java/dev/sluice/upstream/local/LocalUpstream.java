package dev.sluice.upstream.local;

import dev.sluice.config.upstream.EngineConfig;
import dev.sluice.jobs.Ticker;
import dev.sluice.model.Model;
import dev.sluice.model.Model.LocalFile;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.EngineReport;
import dev.sluice.upstream.PassThrough;
import dev.sluice.upstream.Readiness;
import dev.sluice.upstream.Tokenizer;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.Future;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Models on this machine. Each GGUF file has one engine process, which its adapters share. {@link
 * #prepare} starts the engines that the models need and retires the others; {@link #stop} ends them
 * all.
 *
 * <p>Thread-safe: attempts read an immutable table, and changes are made one at a time.
 */
public final class LocalUpstream implements Upstream {
    private final String name;
    private final EngineConfig config;
    private final ModelFiles files;
    private final EngineHome home;
    private final PassThrough passThrough;
    private final ReentrantLock changes = new ReentrantLock();
    private volatile Map<String, ServedModel> models = Map.of();
    private volatile Map<EngineSpec, LocalEngine> engines = Map.of();

    /**
     * Makes the lane; no process runs before {@link #prepare}.
     *
     * @param name the upstream's name in {@code sluice.yaml}
     * @param config how each engine runs
     * @param files finds the models' files
     * @param data Sluice's data directory, of which {@code engine/} and {@code logs/} are used
     * @param environment the Python environment of Sluice's own engine
     * @param passThrough makes the upstream for a running engine
     */
    public LocalUpstream(
            String name,
            EngineConfig config,
            ModelFiles files,
            Path data,
            EngineEnvironment environment,
            PassThrough passThrough) {
        this.name = name;
        this.config = config;
        this.files = files;
        this.home = new EngineHome(data, environment);
        this.passThrough = passThrough;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Operation> operations() {
        return EnumSet.of(Operation.CHAT_COMPLETIONS, Operation.COMPLETIONS);
    }

    /**
     * Starts the engines of these models. An engine whose file, adapters and settings did not
     * change keeps running.
     */
    @Override
    public void prepare(Collection<Model> wanted) {
        changes.lock();
        try {
            Map<EngineSpec, LocalEngine> before = engines;
            Map<EngineSpec, LocalEngine> after = new LinkedHashMap<>();
            for (EngineSpec spec : specs(wanted)) {
                after.put(spec, before.containsKey(spec) ? before.get(spec) : engine(spec));
            }
            engines = Map.copyOf(after);
            models = table(wanted, after);
            after.values().stream()
                    .filter(engine -> !before.containsKey(engine.spec()))
                    .forEach(engine -> engine.supervisor().start());
            before.values().stream()
                    .filter(engine -> !after.containsKey(engine.spec()))
                    .forEach(LocalEngine::retire);
        } finally {
            changes.unlock();
        }
    }

    @Override
    public Attempt open(UpstreamCall call) {
        ServedModel served = models.get(call.model().name());
        if (served == null) {
            return new FailedAttempt(new UpstreamFailure.Unreachable(
                    "upstream '" + name + "' has no file for model '"
                            + call.model().name() + "': set models."
                            + call.model().name() + ".file"));
        }
        LocalAttempt attempt = new LocalAttempt(name, served, call);
        attempt.start();
        return attempt;
    }

    @Override
    public Readiness readiness(Model model) {
        ServedModel served = models.get(model.name());
        if (served == null) {
            return new Readiness(false, "it has no file: set models." + model.name() + ".file");
        }
        EngineState state = served.engine().supervisor().state();
        return state instanceof EngineState.Ready
                ? Readiness.READY
                : new Readiness(false, describe(state));
    }

    @Override
    public @Nullable Tokenizer tokenizer(Model model) {
        ServedModel served = models.get(model.name());
        return served != null
                        && served.engine().supervisor().state() instanceof EngineState.Ready ready
                ? new EngineTokenizer(ready, config.context())
                : null;
    }

    @Override
    public @Nullable EngineReport engine(Model model) {
        ServedModel served = models.get(model.name());
        if (served == null) {
            return null;
        }
        SlotQueue queue = served.engine().queue();
        return new EngineReport(
                served.engine().supervisor().state().label(),
                config.slots(),
                queue.held(),
                queue.waiting(),
                config.context());
    }

    /** The state of each model's engine, by the model's name. */
    Map<String, EngineState> states() {
        Map<String, EngineState> states = new TreeMap<>();
        models.forEach((model, served) ->
                states.put(model, served.engine().supervisor().state()));
        return states;
    }

    @Override
    public void retire() {
        prepare(List.of());
    }

    /**
     * Ends all engines at once, also those with open requests; completes when the processes have
     * ended.
     */
    public Future<Void> stop() {
        changes.lock();
        try {
            List<Future<Void>> ends = engines.values().stream()
                    .map(engine -> Future.fromCompletionStage(engine.stop()))
                    .toList();
            return Future.join(ends).mapEmpty();
        } finally {
            changes.unlock();
        }
    }

    private LocalEngine engine(EngineSpec spec) {
        EngineLauncher launcher = new EngineLauncher(spec, files, home, this::threads);
        EngineSupervisor supervisor = new EngineSupervisor(
                name,
                spec.name(),
                launcher,
                passThrough,
                new EngineBackOff(System::nanoTime),
                Ticker.SYSTEM);
        return new LocalEngine(
                spec, supervisor, new SlotQueue(config.slots(), config.queue(), System::nanoTime));
    }

    /**
     * The threads of one engine. Engines share the cores, because their threads spin: two engines
     * on the same cores are eight times slower each.
     */
    private int threads() {
        int cores = Runtime.getRuntime().availableProcessors();
        return config.threads() > 0
                ? config.threads()
                : Math.max(1, cores / Math.max(1, engines.size()));
    }

    private List<EngineSpec> specs(Collection<Model> wanted) {
        Map<String, Set<Path>> adapters = new LinkedHashMap<>();
        for (Model model : wanted) {
            LocalFile file = model.localFile();
            if (file != null) {
                Set<Path> ofFile =
                        adapters.computeIfAbsent(file.file(), ignored -> new TreeSet<>());
                Path adapter = ServedModel.adapterOf(file);
                if (adapter != null) {
                    ofFile.add(adapter);
                }
            }
        }
        return adapters.entrySet().stream()
                .map(entry -> new EngineSpec(entry.getKey(), List.copyOf(entry.getValue()), config))
                .toList();
    }

    private static Map<String, ServedModel> table(
            Collection<Model> wanted, Map<EngineSpec, LocalEngine> engines) {
        Map<String, LocalEngine> byFile = engines.values().stream()
                .collect(Collectors.toMap(engine -> engine.spec().file(), engine -> engine));
        Map<String, ServedModel> table = new LinkedHashMap<>();
        for (Model model : wanted) {
            LocalFile file = model.localFile();
            if (file != null) {
                table.put(
                        model.name(),
                        ServedModel.of(Objects.requireNonNull(byFile.get(file.file())), file));
            }
        }
        return Map.copyOf(table);
    }

    /**
     * The state in words for clients, without the engine's log lines, which may not be meant for
     * them.
     */
    static String describe(EngineState state) {
        return switch (state) {
            case EngineState.BackingOff backing ->
                "its engine has ended and starts again in " + backing.delay().toMillis()
                        + " ms; the log says why";
            default ->
                state.detail().isEmpty() ? state.label() : state.label() + ": " + state.detail();
        };
    }
}
