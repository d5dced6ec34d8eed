package dev.sluice.testing;

import dev.sluice.database.EmbeddedDatabase;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * What the gateway under test needs around it: a database, a configuration, and a port on which the
 * tests start their simulated upstream.
 */
public final class GatewayResource implements QuarkusTestResourceLifecycleManager {
    /** The configuration property that holds the simulator's port. */
    public static final String SIMULATOR_PORT = "test.simulator.port";

    /**
     * The configuration property that holds the port of upstreams that a test makes itself, out of
     * bare sockets.
     */
    public static final String OTHER_PORT = "test.other.port";

    /** The key of an administrator, which the configuration knows by its digest. */
    public static final String KEY = "sk-sluice-test";

    /** An argument of this resource that leaves the keys out. */
    public static final String KEYLESS = "keyless";

    /**
     * An argument of this resource: the database is looked for at this port, where a test may put a
     * proxy.
     */
    public static final String DATABASE_PORT = "database-port";

    /** An argument of this resource: the list {@code listen.cors}. */
    public static final String CORS = "cors";

    /** SHA-256 of {@link #KEY}. */
    private static final String DIGEST =
            "3da3c6227765663687b751dbba62ec96985d8b966491f2f59d8d0b4d2f38a6dc";

    /** The key of a caller who may have one request open. */
    public static final String NARROW_KEY = "sk-sluice-narrow";

    /** SHA-256 of {@link #NARROW_KEY}. */
    private static final String NARROW_DIGEST =
            "df1abab89db574742648c379b89625d4791c4d44d5e07e78c8953b5e416baac5";

    /**
     * Where the database is told to those that come later: the application restarts, this process
     * does not.
     */
    private static final String DATABASE = "test.database.url";

    private static final int PORT_MIN = 20_000;
    private static final int PORT_MAX = 32_000;
    private static final int PORT_TRIES_MAX = 100;

    private boolean keyless;
    private String databasePort;
    private String cors;

    @Override
    public void init(Map<String, String> arguments) {
        keyless = arguments.containsKey(KEYLESS);
        databasePort = arguments.get(DATABASE_PORT);
        cors = arguments.getOrDefault(CORS, "[]");
    }

    @Override
    public Map<String, String> start() {
        try {
            Path data = Files.createDirectories(Path.of("target", "test-data"));
            int port = freePort();
            int other = freePort();
            List<Integer> tracks = new ArrayList<>();
            for (int i = 0; i < Track.COUNT; i++) {
                tracks.add(freePort());
            }
            String yaml = yaml(port, other, tracks) + "listen: { cors: " + cors + " }\n";
            Path config = data.resolve("sluice.yaml");
            Files.writeString(
                    config, keyless ? yaml.replaceFirst("(?s)keys:.*?\nlimits", "limits") : yaml);
            Files.deleteIfExists(data.resolve("keys.yaml"));
            Files.deleteIfExists(data.resolve("experiments.json"));
            return Map.of(
                    "sluice.config",
                    config.toString(),
                    "sluice.data",
                    data.toString(),
                    "sluice.rollouts.lead", // The tests decide themselves.
                    "false",
                    SIMULATOR_PORT,
                    String.valueOf(port),
                    OTHER_PORT,
                    String.valueOf(other),
                    Track.PORTS,
                    tracks.stream().map(String::valueOf).collect(Collectors.joining(",")),
                    "quarkus.datasource.reactive.url",
                    databasePort == null
                            ? database()
                            : database().replaceFirst(":[0-9]+/", ":" + databasePort + "/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The database goes with this process.
    }

    /**
     * Address of the tests' database, which is started by whoever asks first and goes with this
     * process.
     */
    public static String database() throws IOException {
        // A constant is one object in the whole process, however many class loaders there are.
        synchronized (DATABASE) {
            String url = System.getProperty(DATABASE);
            if (url == null) {
                url = EmbeddedDatabase.start(
                                Files.createDirectories(Path.of("target", "test-data")))
                        .url();
                System.setProperty(DATABASE, url);
            }
            return url;
        }
    }

    private static String yaml(int port, int other, List<Integer> tracks) {
        StringJoiner upstreams = new StringJoiner("\n").add(TrackRoutes.hastyUpstreams(0, port));
        StringJoiner models = new StringJoiner("\n").add(FreshModels.models());
        StringJoiner routes = new StringJoiner("\n").add(FreshModels.routes());
        for (int track = 0; track <= tracks.size(); track++) {
            if (track > 0) {
                upstreams.add(TrackRoutes.upstreams(track, tracks.get(track - 1)));
            }
            models.add(TrackRoutes.models(track)).add(MatrixRoutes.models(track));
            routes.add(TrackRoutes.routes(track)).add(MatrixRoutes.routes(track));
        }
        return """
            upstreams:
              sim: { provider: openai, breaker: { enabled: false }, url: "http://127.0.0.1:%1$d/v1", key: "upstream-secret", headers: { x-extra: kept, x-extra-secret: extra-header-secret } }
              sim-h2: { provider: openai, breaker: { enabled: false }, url: "http://127.0.0.1:%1$d/v1", http: 2 }
              azure: { provider: openai, breaker: { enabled: false }, url: "http://127.0.0.1:%1$d/v1?api-version=2026-01-01", key: "azure-secret", key-header: api-key }
              other: { provider: openai, breaker: { enabled: false }, url: "http://127.0.0.1:%4$d/v1", key: "%5$s" }
              other-h2: { provider: openai, breaker: { enabled: false }, url: "http://127.0.0.1:%4$d/v1", key: "%5$s", http: 2 }
              nowhere: { provider: openai, breaker: { enabled: false }, url: "http://127.0.0.1:1/v1" }
              nowhere-h2: { provider: openai, breaker: { enabled: false }, url: "http://127.0.0.1:1/v1", http: 2 }
              fragile: { provider: openai, url: "http://127.0.0.1:%1$d/v1", breaker: { calls: 4, delay: 10m } }
              carrying: { provider: openai, breaker: { enabled: false }, url: "http://127.0.0.1:%1$d/v1", continuation: prefill }
            %6$s
            models:
              fragile-tuned: { kind: fine-tuned, upstream: fragile, name: "sent-fragile" }
              prefill: { kind: local, upstream: carrying, name: sent-prefill }
              tuned: { kind: fine-tuned, upstream: sim, name: "ft:sent:name" }
              base: { kind: base, upstream: sim, name: sent-base }
              over-h2: { kind: base, upstream: sim-h2, name: sent-h2 }
              on-azure: { kind: base, upstream: azure }
              on-other: { kind: base, upstream: other }
              on-other-h2: { kind: base, upstream: other-h2 }
              unreachable: { kind: base, upstream: nowhere }
              unreachable-h2: { kind: base, upstream: nowhere-h2 }
            %7$s
            routes:
              slang:
                ladder: [ { model: tuned }, { model: base } ]
              slang-h2:
                ladder: [ { model: over-h2 }, { model: base } ]
              fallback:
                ladder: [ { model: unreachable }, { model: base } ]
              fallback-h2:
                ladder: [ { model: unreachable-h2 }, { model: base } ]
              other-ladder:
                ladder: [ { model: on-other }, { model: base } ]
              other-ladder-h2:
                ladder: [ { model: on-other-h2 }, { model: base } ]
              unsure:
                ladder: [ { model: tuned, threshold: 0.8 }, { model: base } ]
                window: { tokens: 4 }
              unsure-thrice:
                ladder: [ { model: tuned, threshold: 0.8 }, { model: base }, { model: prefill } ]
                window: { tokens: 4 }
              all-unsure:
                ladder: [ { model: tuned, threshold: 0.8 }, { model: base, threshold: 0.5 } ]
                window: { tokens: 4 }
              gated:
                ladder: [ { model: tuned, threshold: 0.8 }, { model: base } ]
                window: { mode: gate }
                confidence: { score: minimum }
              replaced:
                ladder: [ { model: tuned, threshold: 0.8 }, { model: base } ]
                window: { mode: replace, tokens: 4 }
              verified:
                ladder: [ { model: tuned, threshold: 0.8 }, { model: base } ]
                window: { mode: gate }
                confidence: { source: verifier, route: judge, within: 2s }
              judge:
                ladder: [ { model: on-azure } ]
              consistent:
                ladder: [ { model: tuned, threshold: 0.8 }, { model: base } ]
                window: { mode: gate }
                confidence: { source: consistency, samples: 2, within: 2s }
              ruled:
                ladder: [ { model: tuned, threshold: 0.5 }, { model: base } ]
                window: { mode: gate }
                confidence: { source: rules, rules: { refusal: true, empty: true } }
              hedged:
                ladder: [ { model: tuned }, { model: base } ]
                hedge: { after: 100ms, budget: 1 }
              kept:
                ladder: [ { model: tuned }, { model: base } ]
                record: { text: true }
              by-metadata:
                ladder: [ { model: tuned }, { model: base } ]
                unit: metadata.user_id
              retried:
                ladder: [ { model: tuned } ]
                retry: { max: 2, delay: 10ms, budget: 1 }
              continued:
                ladder: [ { model: tuned }, { model: base }, { model: prefill } ]
                continuation: true
              floor:
                ladder: [ { model: tuned }, { model: base } ]
                window: { floor: 20, time: 200ms }
              fragile:
                ladder: [ { model: fragile-tuned }, { model: base } ]
              narrow:
                ladder: [ { model: tuned } ]
                open: 1
              quiet:
                ladder: [ { model: tuned }, { model: base } ]
                keep-alive: { after: 200ms }
              patiently-quiet: # Longer than a busy machine needs to go on with a paused upstream.
                ladder: [ { model: tuned }, { model: base } ]
                keep-alive: { after: 800ms }
              quiet-h2:
                ladder: [ { model: over-h2 }, { model: base } ]
                keep-alive: { after: 200ms }
              quiet-alone:
                ladder: [ { model: tuned } ]
                keep-alive: { after: 200ms }
              quiet-alone-h2:
                ladder: [ { model: over-h2 } ]
                keep-alive: { after: 200ms }
              quiet-chunks:
                ladder: [ { model: tuned } ]
                keep-alive: { mode: empty-chunk, after: 200ms }
              quiet-off:
                ladder: [ { model: tuned } ]
                keep-alive: { mode: off, after: 50ms }
                deadlines: { head: 400ms }
            %8$s
            keys:
              - { name: tests, sha256: "%2$s", role: admin }
              - { name: narrow, sha256: "%3$s", open: 1, role: reader }
            %9$s
            limits: { body: 1MiB, depth: 32 }
            """.formatted(
                        port,
                        DIGEST,
                        NARROW_DIGEST,
                        other,
                        KEY,
                        upstreams,
                        models,
                        routes,
                        RoleKeys.yaml());
    }

    /**
     * A port that nobody listens on now, below those that the system gives to outgoing connections:
     * none of the tests that run beside can be given it before it is used.
     */
    public static int freePort() throws IOException {
        for (int tries = 0; tries < PORT_TRIES_MAX; tries++) {
            int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException inUse) {
                // The next one is free, or the one after it.
            }
        }
        throw new IOException("no free port between " + PORT_MIN + " and " + PORT_MAX);
    }
}
