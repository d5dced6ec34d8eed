package dev.sluice.bench;

import dev.sluice.common.Programs;
import dev.sluice.config.ConfigDefaults;
import dev.sluice.config.EngineConfig;
import dev.sluice.model.store.ModelStore;
import dev.sluice.upstream.local.EngineCommand;
import dev.sluice.upstream.local.EngineEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One run: starts a simulator and a gateway as processes of the same kind as this one, asks both in turn and compares.
 * Blocks for minutes on the caller's thread; everything it has started ends with it, or with this process.
 */
public final class Bench {
    private static final Pattern SIMULATOR_LISTENS = Pattern.compile("Simulated upstream on http://[^ ]*:(\\d+)/v1 ");
    private static final Duration SIMULATOR_START = Duration.ofSeconds(30);

    private final Plan plan;
    private final Path data;
    private final Consumer<String> progress;
    private final Faults faults = new Faults();
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Figure idle = new Figure("Memory, idle", "MiB", Figure.Comparison.NONE);
    private final Figure loaded = new Figure("Memory, after load", "MiB", Figure.Comparison.NONE);

    /**
     * Prepares a run; nothing happens before {@link #run}.
     *
     * @param data the gateway's data directory, which must not be in use by another one
     * @param progress gets a line for each step
     */
    public Bench(Plan plan, Path data, Consumer<String> progress) {
        this.plan = plan;
        this.data = data;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @throws IOException when something can't be started; what is wrong with answers is in the result instead
     */
    public BenchResult run() throws IOException, InterruptedException {
        Installation installation = Installation.current();
        try (Workplace workplace = new Workplace()) {
            LoadClient load = Programs.onPath("wrk")
                    .<LoadClient>map(program -> new WrkLoad(program, workplace))
                    .orElseGet(OwnLoad::new);
            progress.accept("Starting the simulator ...");
            Target direct = simulator(workplace, installation);
            Gateway gateway = startUps(workplace, installation, direct);
            List<Target> targets = List.of(direct, gateway.target());
            latency(targets, gateway);
            throughput(load, targets, gateway);
            if (!loaded.repetitions().isEmpty()) {
                figures.add(idle);
                figures.add(loaded);
            }
            localModel(workplace, gateway);
            progress.accept("Stopping ...");
            return new BenchResult(plan, Machine.current(), load.description(), figures, notes, faults.lines());
        }
    }

    private static Target simulator(Workplace workplace, Installation installation)
            throws IOException, InterruptedException {
        Path script = workplace.file("script.yaml", Shape.SCRIPT);
        List<String> words =
                installation.command("simulate", "--port", "0", "--record", "0", "--script", script.toString());
        int port = workplace.start("simulator", words, SIMULATOR_LISTENS).port(SIMULATOR_START);
        return new Target(Target.DIRECT, port, null);
    }

    /** Starts the gateway as often as planned; the last one stays for the rest of the run. */
    private Gateway startUps(Workplace workplace, Installation installation, Target direct)
            throws IOException, InterruptedException {
        Figure startUp = new Figure("Start-up to first answer", "s", Figure.Comparison.NONE);
        for (int i = 1; ; i++) {
            progress.accept("Starting the gateway, " + i + " of " + plan.startUps() + " ...");
            long start = System.nanoTime();
            Gateway gateway = Gateway.start(workplace, installation, data, direct);
            try (Connection connection = new Connection(gateway.target())) {
                connection.ask(gateway.target().request(Shape.JSON.body()));
                startUp.add(Target.GATEWAY, (System.nanoTime() - start) / 1e9);
                String problem = Shape.JSON.problem(connection.answer());
                faults.add("first answer, gateway", Objects.requireNonNullElse(problem, ""), problem == null ? 0 : 1);
            }
            gateway.meter().residentMebibytes().ifPresent(mebibytes -> idle.add(Target.GATEWAY, mebibytes));
            if (i == plan.startUps()) {
                figures.add(startUp);
                return gateway;
            }
            gateway.close();
        }
    }

    private void latency(List<Target> targets, Gateway gateway) {
        for (Shape shape : List.of(Shape.JSON, Shape.STREAM)) {
            progress.accept("Measuring " + shape.name() + ", 1 connection ...");
            figures.addAll(new Latency(plan, faults).measure(shape, targets, gateway.meter()));
        }
    }

    private void throughput(LoadClient load, List<Target> targets, Gateway gateway)
            throws IOException, InterruptedException {
        for (Shape shape : List.of(Shape.JSON, Shape.STREAM)) {
            progress.accept("Measuring " + shape.name() + ", " + plan.connections() + " connections ...");
            figures.addAll(new Throughput(plan, load, faults).measure(shape, targets, gateway.meter(), loaded));
        }
    }

    private void localModel(Workplace workplace, Gateway gateway) throws IOException, InterruptedException {
        EngineConfig config = Objects.requireNonNull(
                        ConfigDefaults.standard().upstreams().get("local"), "the built-in upstream")
                .engine();
        boolean hasEngine =
                !EngineCommand.needsEnvironment(config) || new EngineEnvironment(data.resolve("engine")).installed();
        if (new ModelStore(data).find(Gateway.LOCAL_MODEL).isEmpty() || !hasEngine) {
            notes.add("The local model was not measured: " + Gateway.LOCAL_MODEL
                    + " or its engine is not in the data directory; ./sluice run fetches both.");
            return;
        }
        progress.accept("Measuring the local model ...");
        figures.addAll(new LocalModel(plan, faults, notes, workplace).measure(data, config, gateway));
    }
}
