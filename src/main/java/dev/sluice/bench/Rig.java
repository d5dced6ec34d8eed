package dev.sluice.bench;

import dev.sluice.upstream.local.Programs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What a run measures with: the simulator, nginx where it is installed, and what is needed to start
 * gateways in front of the same simulator. The gateway takes its turns as one more target. For one
 * thread; ends with its workplace.
 */
final class Rig {
    private static final Pattern SIMULATOR_LISTENS =
            Pattern.compile("Simulated upstream on http://[^ ]*:(\\d+)/v1 ");
    private static final Duration SIMULATOR_START = Duration.ofSeconds(30);

    private final Workplace workplace;
    private final Installation installation;
    private final Placement placement;
    private final Path data;
    private final Target direct;
    private final Optional<Target> nginx;

    private Rig(
            Workplace workplace,
            Installation installation,
            Placement placement,
            Path data,
            Target direct,
            Optional<Target> nginx) {
        this.workplace = workplace;
        this.installation = installation;
        this.placement = placement;
        this.data = data;
        this.direct = direct;
        this.nginx = nginx;
    }

    /** Starts everything but the gateway. */
    static Rig start(Workplace workplace, Path data, int pacedTokens, Consumer<String> progress)
            throws IOException, InterruptedException {
        Installation installation = Installation.current();
        Placement placement = Placement.current();
        Optional<List<String>> move =
                placement.moveToLoad(ProcessHandle.current().pid());
        if (move.isPresent()) {
            workplace.run("taskset", move.get()); // Our own client is part of the load.
        }
        progress.accept("Starting the simulator ...");
        Path script = workplace.file("script.yaml", Shape.script(pacedTokens));
        List<String> words = placement.load(installation.command(
                "simulate",
                "--fast",
                "--loops",
                String.valueOf(placement.simulatorLoops()),
                "--port",
                "0",
                "--script",
                script.toString()));
        int port = workplace.start("simulator", words, SIMULATOR_LISTENS).port(SIMULATOR_START);
        Target direct = new Target(Target.DIRECT, port, null);
        Optional<Path> program = Programs.onPath("nginx");
        Optional<Target> nginx = Optional.empty();
        if (program.isPresent()) {
            progress.accept("Starting nginx ...");
            nginx = Optional.of(Nginx.start(program.get(), workplace, placement, port));
        }
        return new Rig(workplace, installation, placement, data, direct, nginx);
    }

    Gateway startGateway() throws IOException, InterruptedException {
        return Gateway.start(workplace, installation, placement, data, direct);
    }

    /** Starts the upstream with the slow tail; the caller closes it, or else the workplace does. */
    ChildProcess startSlowTail() throws IOException, InterruptedException {
        Path script = workplace.file("tail.yaml", SlowTail.script());
        List<String> words = placement.load(
                installation.command("simulate", "--port", "0", "--script", script.toString()));
        return workplace.start("simulator with a slow tail", words, SIMULATOR_LISTENS);
    }

    static int port(ChildProcess simulator) throws IOException, InterruptedException {
        return simulator.port(SIMULATOR_START);
    }

    /** The program wrk if it is installed, else our own client. */
    LoadClient loadClient() {
        return Programs.onPath("wrk")
                .<LoadClient>map(program -> new WrkLoad(program, workplace, placement))
                .orElseGet(OwnLoad::new);
    }

    Placement placement() {
        return placement;
    }

    Optional<Target> nginx() {
        return nginx;
    }

    /** Everything that answers, in the order of its turns. */
    List<Target> targets(Gateway gateway) {
        List<Target> all = new ArrayList<>(List.of(direct));
        nginx.ifPresent(all::add);
        all.add(gateway.target());
        return all;
    }
}
