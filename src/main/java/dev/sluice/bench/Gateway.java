package dev.sluice.bench;

import dev.sluice.access.NewKey;
import dev.sluice.config.bind.Secret;
import dev.sluice.vocabulary.Role;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A gateway in a process of its own, with keys and routes of its own, in front of the simulator.
 * For one thread.
 */
final class Gateway implements AutoCloseable {
    /**
     * The model that the local phase asks; the catalog knows it, and a first {@code ./sluice run}
     * fetches it.
     */
    static final String LOCAL_MODEL = "smollm2-135m-instruct";

    /** Routes and keys that it has from the start: as many as a team has. */
    static final int ROUTES = 50;

    /** More than any phase opens. */
    private static final int UPSTREAM_CONNECTIONS = 16_384;

    private static final Pattern LISTENING =
            Pattern.compile("Sluice listens on http://[^ ]*:(\\d+) ");
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration RELOAD = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Workplace workplace;
    private final ChildProcess process;
    private final Target target;
    private final Set<Long> children;
    private GatewayYaml yaml;

    private Gateway(Workplace workplace, GatewayYaml yaml, ChildProcess process, int port) {
        this.workplace = workplace;
        this.yaml = yaml;
        this.process = process;
        NewKey key = yaml.keys().getLast();
        this.target = new Target(
                Target.GATEWAY, port, new Secret(key.token()), new ProcessMeter(process.handle()));
        this.children = children(process);
    }

    static Gateway start(
            Workplace workplace,
            Installation installation,
            Placement placement,
            Path data,
            Target simulator)
            throws IOException, InterruptedException {
        GatewayYaml yaml = new GatewayYaml(
                        Nginx.freePort(),
                        Nginx.freePort(),
                        simulator.port(),
                        UPSTREAM_CONNECTIONS,
                        ROUTES,
                        List.of(NewKey.generate("bench", Role.OPERATOR, RANDOM)),
                        null,
                        null)
                .withRoutesAndKeys(ROUTES, RANDOM);
        Path config = workplace.file("sluice.yaml", yaml.text());
        List<String> words = placement.proxy(installation.command(
                "run", "--config", config.toString(), "--data", data.toString()));
        ChildProcess process = workplace.start("gateway", words, LISTENING);
        return new Gateway(workplace, yaml, process, process.port(START));
    }

    Target target() {
        return target;
    }

    /** The port of its metrics. */
    int managementPort() {
        return yaml.managementPort();
    }

    /**
     * Gives it the local model, by a change of its configuration, and waits until it has started
     * the engine.
     */
    void startEngine() throws IOException, InterruptedException {
        configure(yaml.withLocalModel(LOCAL_MODEL));
        awaitEngine(true);
    }

    /**
     * Takes the local model away again, and waits until the engine is gone: two of them would
     * compete for the cores.
     */
    void stopEngine() throws IOException, InterruptedException {
        configure(yaml.withLocalModel(null));
        awaitEngine(false);
    }

    /**
     * Gives it the routes to an upstream with a slow tail, or takes them away, and waits until that
     * is in force.
     */
    void slowTail(@Nullable Integer port) throws IOException, InterruptedException {
        configure(yaml.withSlowTail(port));
        awaitRoute(HedgedRoute.ALL.getLast().name(), port != null);
    }

    /**
     * Gives it this many routes and keys and waits until they are in force; returns the name of the
     * last route.
     */
    String routes(int count) throws IOException, InterruptedException {
        configure(yaml.withRoutesAndKeys(count, RANDOM));
        awaitRoute(yaml.lastRoute(), true);
        awaitRoute("route-" + (count + 1), false);
        return yaml.lastRoute();
    }

    private void awaitRoute(String route, boolean known) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while ((status(route) == 200) != known) {
            if (System.nanoTime() - start > RELOAD.toNanos()) {
                throw new IOException("the gateway did not " + (known ? "know" : "forget")
                        + " the route " + route + " within " + RELOAD.toSeconds()
                        + " s of a change of its configuration");
            }
            process.pause(LOOK);
        }
    }

    /** Waits until a unit is served a variant of an experiment on the route. */
    void awaitVariant(String route, String unit) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!hasVariant(route, unit)) {
            if (System.nanoTime() - start > RELOAD.toNanos()) {
                throw new IOException("the gateway served no variant on the route " + route
                        + " within " + RELOAD.toSeconds() + " s of the start of its experiments");
            }
            process.pause(LOOK);
        }
    }

    private boolean hasVariant(String route, String unit) throws IOException {
        try (Connection connection = new Connection(target)) {
            connection.ask(target.request(Shape.JSON.by("", route).of(unit).body()));
            return connection.answer().hasVariant();
        }
    }

    /** Waits for that time; fails if the gateway ends meanwhile. */
    void pause(Duration time) throws IOException, InterruptedException {
        process.pause(time);
    }

    @Override
    public void close() {
        workplace.close(process);
    }

    private void configure(GatewayYaml next) throws IOException {
        yaml = next;
        workplace.file("sluice.yaml", next.text());
    }

    private int status(String route) throws IOException {
        try (Connection connection = new Connection(target)) {
            connection.ask(target.request(Shape.JSON.body(route)));
            return connection.answer().status();
        }
    }

    private void awaitEngine(boolean wanted) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (children.containsAll(children(process)) == wanted) {
            if (System.nanoTime() - start > RELOAD.toNanos()) {
                throw new IOException(
                        "the gateway did not " + (wanted ? "start" : "end") + " its engine within "
                                + RELOAD.toSeconds() + " s of a change of its configuration");
            }
            process.pause(LOOK);
        }
    }

    private static Set<Long> children(ChildProcess process) {
        return process.handle().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }
}
