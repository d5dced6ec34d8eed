package dev.sluice.cli;

import dev.sluice.config.ConfigStore;
import dev.sluice.config.SluiceConfig;
import dev.sluice.routing.Route;
import dev.sluice.routing.Routing;
import dev.sluice.upstream.Readiness;
import dev.sluice.vocabulary.Operation;

import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.Optional;

/**
 * What {@code run} prints once the gateway listens: its address, which models can answer, and a
 * request to copy. It waits a little for the local models, because the first thing a user does is
 * ask one.
 */
@ApplicationScoped
public class StartReport {
    private static final long LOOK_MILLIS = 100;
    private static final int LOOKS = 300;

    private final Vertx vertx;
    private final Routing routing;
    private final ConfigStore config;
    private final HttpServer server;
    private final boolean wanted;
    private final PrintStream out = System.out;

    StartReport(
            Vertx vertx,
            Routing routing,
            ConfigStore config,
            HttpServer server,
            @ConfigProperty(name = "sluice.report", defaultValue = "false") boolean wanted) {
        this.vertx = vertx;
        this.routing = routing;
        this.config = config;
        this.server = server;
        this.wanted = wanted;
    }

    void onStart(@ObservesAsync HttpServerStart started) {
        if (wanted) {
            vertx.setTimer(LOOK_MILLIS, ignored -> look(LOOKS));
        }
    }

    private void look(int looks) {
        managementListens().onComplete(listens -> {
            if (looks > 0 && (server.getPort() <= 0 || listens.failed() || isStillStarting())) {
                vertx.setTimer(LOOK_MILLIS, ignored -> look(looks - 1));
            } else {
                print(address(config.current().listen().host(), server.getPort()));
            }
        });
    }

    /** Quarkus does not say when the management port is bound, so it is tried. */
    private Future<Void> managementListens() {
        String host = config.current().listen().management().host();
        NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(1000));
        return client.connect(
                        managementPort(),
                        host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host)
                .eventually(() -> client.close())
                .mapEmpty();
    }

    /** Quarkus knows it only if it is another one than the configured one, which was 0 then. */
    private int managementPort() {
        int known = server.getManagementPort();
        return known > 0 ? known : config.current().listen().management().port();
    }

    private static String address(String host, int port) {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private boolean isStillStarting() {
        return routing.table().routes().stream()
                .anyMatch(route -> route.readiness().detail().startsWith("starting"));
    }

    private void print(String address) {
        SluiceConfig settings = config.current();
        out.println();
        out.println("Sluice listens on " + address + " and is ready.");
        if (settings.keys().isEmpty()) {
            out.println("No API keys are configured: only this machine can reach it. Make one with "
                    + "./sluice key new NAME.");
        }
        out.println("Health and metrics: "
                + address(settings.listen().management().host(), managementPort())
                + "/q");
        out.println("Models:");
        for (Route route : routing.table().routes()) {
            Readiness readiness = route.readiness();
            out.println("  " + route.name()
                    + (readiness.ready() ? "  ready" : "  not ready: " + readiness.detail()));
        }
        example().ifPresent(model -> {
            out.println("Try it in a browser at that address, or:");
            String key =
                    settings.keys().isEmpty() ? "" : " -H \"authorization: Bearer $SLUICE_KEY\"";
            out.println("  curl -N " + address
                    + "/v1/chat/completions -H 'content-type: application/json'" + key + " \\");
            out.println("    -d '{\"model\":\"" + model + "\",\"stream\":true,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]}'");
        });
        out.flush();
    }

    /** A chat route to try, a ready one if possible. */
    private Optional<String> example() {
        return routing.table().routes().stream()
                .filter(route -> route.offers(Operation.CHAT_COMPLETIONS))
                .min(Comparator.comparing(route -> !route.readiness().ready()))
                .map(Route::name);
    }
}
