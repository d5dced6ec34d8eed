package dev.sluice.bench;

import dev.sluice.config.ConfigDefaults;
import dev.sluice.config.upstream.EngineConfig;
import dev.sluice.model.store.ModelStore;
import dev.sluice.upstream.local.EngineCommand;
import dev.sluice.upstream.local.EngineEnvironment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One run: starts a simulator, nginx and a gateway as processes beside this one, asks them in turn
 * and compares. Blocks for minutes on the caller's thread; everything it has started ends with it,
 * or with this process.
 */
public final class Bench {
    private final BenchPlan plan;
    private final Set<Phase> phases;
    private final Path data;
    private final Consumer<String> progress;
    private final FaultCount faults = new FaultCount();
    private final List<Measurement> figures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Measurement idle =
            new Measurement("Memory, idle", "MiB", Measurement.Comparison.NONE);
    private final Measurement loaded = new Measurement(
            "Memory, after load", "MiB", Measurement.Comparison.NONE, Goals.LOADED_MEBIBYTES);

    /**
     * Prepares a run; nothing happens before {@link #run}.
     *
     * @param phases what to measure; none for everything
     * @param data the gateway's data directory, which must not be in use by another one
     * @param progress gets a line for each step
     */
    public Bench(BenchPlan plan, Set<Phase> phases, Path data, Consumer<String> progress) {
        this.plan = plan;
        this.phases = phases.isEmpty() ? EnumSet.allOf(Phase.class) : EnumSet.copyOf(phases);
        this.data = data;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @throws IOException when something can't be started; what is wrong with answers is in the
     *     result instead
     */
    public BenchResult run() throws IOException, InterruptedException {
        try (Workplace workplace = new Workplace()) {
            Rig rig = Rig.start(workplace, data, plan.streams().tokens(), progress);
            LoadClient load = rig.loadClient();
            if (rig.nginx().isEmpty()) {
                notes.add("nginx was not measured: it is not on the PATH.");
            }
            Gateway gateway = startUps(rig);
            List<Target> targets = rig.targets(gateway);
            rig.nginx().ifPresent(this::addIdle);
            answers(load, targets);
            if (phases.contains(Phase.FIRST_TOKEN)) {
                progress.accept("Measuring the first token of a stream ...");
                figures.addAll(new FirstToken(plan, faults).measure(targets));
            }
            if (phases.contains(Phase.WINDOW)) {
                progress.accept("Measuring windows ...");
                figures.addAll(
                        new WindowWait(plan, faults).measure(targets.getFirst(), gateway.target()));
            }
            if (phases.contains(Phase.LADDER)) {
                for (Shape shape : List.of(Shape.JSON, Shape.STREAM)) {
                    progress.accept("Measuring ladders, " + shape.name() + " ...");
                    figures.addAll(
                            new LadderCost(plan, load, faults).measure(shape, gateway.target()));
                }
            }
            if (phases.contains(Phase.EXPERIMENTS)) {
                progress.accept("Measuring experiments ...");
                figures.addAll(new ExperimentCost(plan, load, faults).measure(gateway));
            }
            if (phases.contains(Phase.STREAMS)) {
                progress.accept("Measuring paced streams, up to "
                        + plan.streams().counts().getLast() + " at once ...");
                figures.addAll(new CleanStreams(plan.streams(), faults, notes).measure(targets));
            }
            if (phases.contains(Phase.GROWTH)) {
                progress.accept("Measuring ten times the routes and keys ...");
                figures.addAll(new Growth(plan, load, faults).measure(gateway));
            }
            if (phases.contains(Phase.HEDGE)) {
                progress.accept("Measuring hedges with a slow tail ...");
                hedges(rig, workplace, gateway);
            }
            if (phases.contains(Phase.LOCAL)) {
                localModel(workplace, gateway);
            }
            progress.accept("Stopping ...");
            return new BenchResult(
                    plan,
                    Machine.current(),
                    load.description(),
                    rig.placement().description(),
                    targets.stream().map(Target::name).toList(),
                    figures,
                    notes,
                    faults.lines());
        }
    }

    /** Starts the gateway as often as planned; the last one stays for the rest of the run. */
    private Gateway startUps(Rig rig) throws IOException, InterruptedException {
        Measurement startUp =
                new Measurement("Start-up to first answer", "s", Measurement.Comparison.NONE);
        for (int i = 1; ; i++) {
            progress.accept("Starting the gateway, " + i + " of " + plan.startUps() + " ...");
            long start = System.nanoTime();
            Gateway gateway = rig.startGateway();
            try (Connection connection = new Connection(gateway.target())) {
                connection.ask(gateway.target().request(Shape.JSON.body()));
                startUp.add(Target.GATEWAY, (System.nanoTime() - start) / 1e9);
                String problem = Shape.JSON.problem(connection.answer());
                faults.add(
                        "first answer, gateway",
                        Objects.requireNonNullElse(problem, ""),
                        problem == null ? 0 : 1);
            }
            addIdle(gateway.target());
            if (i == plan.startUps()) {
                figures.add(startUp);
                return gateway;
            }
            gateway.close();
        }
    }

    private void addIdle(Target target) {
        target.residentMebibytes().ifPresent(mebibytes -> idle.add(target.name(), mebibytes));
    }

    private void answers(LoadClient load, List<Target> targets)
            throws IOException, InterruptedException {
        List<Shape> shapes = new ArrayList<>();
        if (phases.contains(Phase.JSON)) {
            shapes.add(Shape.JSON);
        }
        if (phases.contains(Phase.BURST)) {
            shapes.add(Shape.STREAM);
        }
        for (Shape shape : shapes) {
            progress.accept("Measuring " + shape.name() + ", 1 connection ...");
            figures.addAll(new Latency(plan, faults).measure(shape, targets));
        }
        for (Shape shape : shapes) {
            progress.accept(
                    "Measuring " + shape.name() + ", " + plan.connections() + " connections ...");
            figures.addAll(new Throughput(plan, load, faults).measure(shape, targets, loaded));
        }
        if (!loaded.repetitions().isEmpty()) {
            figures.add(idle);
            figures.add(loaded);
        }
    }

    private void hedges(Rig rig, Workplace workplace, Gateway gateway)
            throws IOException, InterruptedException {
        ChildProcess process = rig.startSlowTail();
        int port = Rig.port(process);
        gateway.slowTail(port);
        SlowTail upstream = new SlowTail(new Target(Target.DIRECT, port, null));
        figures.addAll(new Hedging(plan, faults).measure(upstream, gateway.target()));
        faults.add("slow tail", "calls that nobody has ended", upstream.leftOpen(gateway));
        gateway.slowTail(null);
        workplace.close(process);
    }

    private void localModel(Workplace workplace, Gateway gateway)
            throws IOException, InterruptedException {
        EngineConfig config = Objects.requireNonNull(
                        ConfigDefaults.standard().upstreams().get("local"), "the built-in upstream")
                .engine();
        boolean hasEngine = !EngineCommand.needsEnvironment(config)
                || new EngineEnvironment(data.resolve("engine")).installed();
        if (new ModelStore(data).find(Gateway.LOCAL_MODEL).isEmpty() || !hasEngine) {
            notes.add("The local model was not measured: " + Gateway.LOCAL_MODEL
                    + " or its engine is not in the data directory; ./sluice run fetches both.");
            return;
        }
        progress.accept("Measuring the local model ...");
        figures.addAll(
                new LocalModel(plan, faults, notes, workplace).measure(data, config, gateway));
    }
}
