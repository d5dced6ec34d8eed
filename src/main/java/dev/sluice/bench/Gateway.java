package dev.sluice.bench;

import dev.sluice.config.Secret;
import dev.sluice.tenancy.NewKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A gateway in a process of its own, with a key of its own, in front of the simulator. For one thread. */
final class Gateway implements AutoCloseable {
    /** The model that the local phase asks; the catalog knows it, and a first {@code ./sluice run} fetches it. */
    static final String LOCAL_MODEL = "smollm2-135m-instruct";

    private static final Pattern LISTENING = Pattern.compile("Sluice listens on http://[^ ]*:(\\d+) ");
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration RELOAD = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Workplace workplace;
    private final Target simulator;
    private final NewKey key;
    private final ChildProcess process;
    private final Target target;
    private final Set<Long> children;

    private Gateway(Workplace workplace, Target simulator, NewKey key, ChildProcess process, int port) {
        this.workplace = workplace;
        this.simulator = simulator;
        this.key = key;
        this.process = process;
        this.target = new Target(Target.GATEWAY, port, new Secret(key.token()));
        this.children = children(process);
    }

    static Gateway start(Workplace workplace, Installation installation, Path data, Target simulator)
            throws IOException, InterruptedException {
        NewKey key = NewKey.generate("bench", RANDOM);
        Path config = workplace.file("sluice.yaml", yaml(simulator, key, false));
        List<String> words =
                installation.command("run", "--port", "0", "--config", config.toString(), "--data", data.toString());
        ChildProcess process = workplace.start("gateway", words, LISTENING);
        return new Gateway(workplace, simulator, key, process, process.port(START));
    }

    Target target() {
        return target;
    }

    ProcessMeter meter() {
        return new ProcessMeter(process.handle());
    }

    /** Gives it the local model, by a change of its configuration, and waits until it has started the engine. */
    void startEngine() throws IOException, InterruptedException {
        workplace.file("sluice.yaml", yaml(simulator, key, true));
        awaitEngine(true);
    }

    /** Takes the local model away again, and waits until the engine is gone: two of them would fight for the cores. */
    void stopEngine() throws IOException, InterruptedException {
        workplace.file("sluice.yaml", yaml(simulator, key, false));
        awaitEngine(false);
    }

    /** Lets a little time pass. */
    void pause(Duration time) throws IOException, InterruptedException {
        process.pause(time);
    }

    @Override
    public void close() {
        workplace.close(process);
    }

    private void awaitEngine(boolean wanted) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (children.containsAll(children(process)) == wanted) {
            if (System.nanoTime() - start > RELOAD.toNanos()) {
                throw new IOException("the gateway did not " + (wanted ? "start" : "end") + " its engine within "
                        + RELOAD.toSeconds() + " s of a change of its configuration");
            }
            process.pause(LOOK);
        }
    }

    private static Set<Long> children(ChildProcess process) {
        return process.handle().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static String yaml(Target simulator, NewKey key, boolean local) {
        String model = local ? LOCAL_MODEL + ": { kind: local, upstream: local, file: " + LOCAL_MODEL + " }" : "";
        return """
                upstreams:
                  simulator: { provider: openai, url: "http://%s:%d/v1" }
                  local: { provider: local }
                models:
                  %s: { kind: base, upstream: simulator }
                  %s: { kind: base, upstream: simulator }
                  %s
                keys:
                  - { name: bench, sha256: "%s" }
                """.formatted(
                        Target.HOST, simulator.port(), Shape.JSON.model(), Shape.STREAM.model(), model, key.sha256());
    }
}
