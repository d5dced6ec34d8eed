package dev.sluice.testing;

import dev.sluice.common.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the gateway under test needs around it: a database, a configuration, and a port on which the tests start their
 * simulated upstream.
 */
public final class GatewayResource implements QuarkusTestResourceLifecycleManager {
    /** The configuration property that holds the simulator's port. */
    public static final String SIMULATOR_PORT = "test.simulator.port";

    /** The configuration property that holds the port of upstreams that a test makes itself, out of bare sockets. */
    public static final String OTHER_PORT = "test.other.port";

    /** The key that the configuration knows, by its digest. */
    public static final String KEY = "sk-sluice-test";

    /** An argument of this resource that leaves the keys out. */
    public static final String KEYLESS = "keyless";

    /** SHA-256 of {@link #KEY}. */
    private static final String DIGEST = "3da3c6227765663687b751dbba62ec96985d8b966491f2f59d8d0b4d2f38a6dc";

    /** Where the database is told to those that come later: the application restarts, this process does not. */
    private static final String DATABASE = "test.database.url";

    private boolean keyless;

    @Override
    public void init(Map<String, String> arguments) {
        keyless = arguments.containsKey(KEYLESS);
    }

    @Override
    public Map<String, String> start() {
        try {
            Path data = Files.createDirectories(Path.of("target", "test-data"));
            int port = freePort();
            int other = freePort();
            Path config = data.resolve("sluice.yaml");
            Files.writeString(
                    config,
                    keyless ? yaml(port, other).replaceFirst("(?s)keys:.*?\nlimits", "limits") : yaml(port, other));
            Files.deleteIfExists(data.resolve("keys.yaml"));
            return Map.of(
                    "sluice.config",
                    config.toString(),
                    "sluice.data",
                    data.toString(),
                    SIMULATOR_PORT,
                    String.valueOf(port),
                    OTHER_PORT,
                    String.valueOf(other),
                    "quarkus.datasource.reactive.url",
                    database(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The database goes with this process.
    }

    private static String database(Path data) throws IOException {
        String url = System.getProperty(DATABASE);
        if (url == null) {
            url = EmbeddedDatabase.start(data).url();
            System.setProperty(DATABASE, url);
        }
        return url;
    }

    private static String yaml(int port, int other) {
        return """
            upstreams:
              sim: { provider: openai, url: "http://127.0.0.1:%1$d/v1", key: "upstream-secret", headers: { x-extra: kept, x-extra-secret: extra-header-secret } }
              sim-h2: { provider: openai, url: "http://127.0.0.1:%1$d/v1", http: 2 }
              azure: { provider: openai, url: "http://127.0.0.1:%1$d/v1?api-version=2026-01-01", key: "azure-secret", key-header: api-key }
              other: { provider: openai, url: "http://127.0.0.1:%3$d/v1", key: "%4$s" }
              other-h2: { provider: openai, url: "http://127.0.0.1:%3$d/v1", key: "%4$s", http: 2 }
              nowhere: { provider: openai, url: "http://127.0.0.1:1/v1" }
            models:
              tuned: { kind: fine-tuned, upstream: sim, name: "ft:sent:name" }
              base: { kind: base, upstream: sim, name: sent-base }
              over-h2: { kind: base, upstream: sim-h2, name: sent-h2 }
              on-azure: { kind: base, upstream: azure }
              on-other: { kind: base, upstream: other }
              on-other-h2: { kind: base, upstream: other-h2 }
              unreachable: { kind: base, upstream: nowhere }
            routes:
              slang:
                ladder: [ { model: tuned }, { model: base } ]
              hurried:
                ladder: [ { model: tuned } ]
                deadlines: { head: 300ms, first-token: 300ms, gap: 300ms, total: 20s }
              fallback:
                ladder: [ { model: unreachable }, { model: base } ]
            keys:
              - { name: tests, sha256: "%2$s" }
            limits: { body: 1MiB, depth: 32 }
            """.formatted(port, DIGEST, other, KEY);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
