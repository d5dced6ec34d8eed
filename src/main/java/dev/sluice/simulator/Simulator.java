package dev.sluice.simulator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.List;

/**
 * A scripted OpenAI-compatible upstream on a port of its own. Each connection is served on one
 * event loop; every public method may be called from any thread. Answers end when their script does
 * or their client leaves.
 */
public final class Simulator {
    private static final int H2_STREAMS_MAX = 1000;

    private final Vertx vertx;
    private final boolean ownVertx;
    private final SimulatorOptions options;
    private final @Nullable LoopbackCertificate certificate;
    private final SimulatorState state;
    private @Nullable HttpServer server;

    /** With its own event loops, native if possible. */
    public Simulator(Script script, SimulatorOptions options) {
        this(Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)), true, script, options);
    }

    /** On the caller's event loops, which the caller closes. */
    public Simulator(Vertx vertx, Script script, SimulatorOptions options) {
        this(vertx, false, script, options);
    }

    private Simulator(Vertx vertx, boolean ownVertx, Script script, SimulatorOptions options) {
        this.vertx = vertx;
        this.ownVertx = ownVertx;
        this.options = options;
        this.certificate = options.tls() ? LoopbackCertificate.create() : null;
        this.state = new SimulatorState(script, options.recordedMax(), InstantSource.system());
    }

    /** Listens. Port 0 takes a free one; the future has the actual port. */
    public Future<Integer> start(int port) {
        SimulatorRoutes routes = new SimulatorRoutes(vertx, state);
        HttpServer listening = vertx.createHttpServer(serverOptions(port))
                .connectionHandler(connection -> {
                    state.stats().onConnected();
                    connection.closeHandler(ignored -> state.stats().onDisconnected());
                })
                .requestHandler(routes::handle);
        server = listening;
        return listening.listen().map(HttpServer::actualPort);
    }

    /** Closes every connection; answers in progress break off. */
    public Future<Void> stop() {
        Future<Void> closed = server == null ? Future.succeededFuture() : server.close();
        if (!ownVertx) {
            return closed;
        }
        // A promise without a context: a composed future would complete on an event loop that no
        // longer exists.
        Promise<Void> stopped = Promise.promise();
        closed.onComplete(ignored -> vertx.close().onComplete(stopped));
        return stopped.future();
    }

    public SimulatorStats stats() {
        return state.stats();
    }

    /** The last requests for answers, oldest first. */
    public List<RecordedRequest> requests() {
        return state.log().all();
    }

    /** Plays this script from its start, for all requests from now on. */
    public void play(Script script) {
        state.play(script);
    }

    /** Opens a gate for all answers, waiting or later. */
    public void open(String gate) {
        state.gates().open(gate);
    }

    /**
     * Completes when an answer has reached the gate: by then everything before it has been handed
     * to the connection.
     */
    public Future<Void> reached(String gate) {
        return state.gates().reached(gate);
    }

    /**
     * Forgets counts, recorded requests and gates, and restarts the script and the ids. Open
     * answers stay open.
     */
    public void reset() {
        state.reset();
    }

    /** The certificate that clients must trust, in PEM. */
    public String certificatePem() {
        if (certificate == null) {
            throw new IllegalStateException(
                    "tls: false (expected: true, for a certificate to exist)");
        }
        return certificate.certificatePem();
    }

    private HttpServerOptions serverOptions(int port) {
        HttpServerOptions server = new HttpServerOptions()
                .setHost(options.host())
                .setPort(port)
                .setHttp2ClearTextEnabled(options.http2())
                .setAlpnVersions(
                        options.http2()
                                ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
                                : List.of(HttpVersion.HTTP_1_1));
        server.getInitialSettings().setMaxConcurrentStreams(H2_STREAMS_MAX);
        if (certificate != null) {
            server.setSsl(true).setUseAlpn(true).setKeyCertOptions(certificate.keys());
        }
        return server;
    }
}
