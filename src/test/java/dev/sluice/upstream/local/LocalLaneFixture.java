package dev.sluice.upstream.local;

import dev.sluice.config.bind.Secret;
import dev.sluice.config.upstream.EngineConfig;
import dev.sluice.model.Model;
import dev.sluice.model.Model.LocalFile;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.LocalFixture;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.openai.LoopbackLane;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A local upstream with the real engine, and a look at that engine past the lane. */
final class LocalLaneFixture implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final Vertx vertx = Vertx.vertx();
    final LocalUpstream upstream;
    final LaneClient client;
    private volatile @Nullable Address engine;

    LocalLaneFixture(Path data, int slots, String... command) {
        Path model = LocalFixture.model();
        EngineConfig config = new EngineConfig(List.of(command), slots, 512, 1, 64, null, null);
        upstream = new LocalUpstream(
                "local",
                config,
                name -> name.equals("smollm2") ? Optional.of(model) : Optional.of(Path.of(name)),
                data,
                LocalFixture.engine(),
                this::lane);
        client = new LaneClient(vertx, upstream);
    }

    static Model base() {
        return model("base", null, 1);
    }

    static Model model(String name, @Nullable Path adapter, double scale) {
        return new Model.Local(
                name,
                "local",
                name,
                new LocalFile("smollm2", adapter == null ? null : adapter.toString(), scale));
    }

    /** Makes these models available and waits until they are. */
    LocalLaneFixture serving(Model... models) {
        upstream.prepare(List.of(models));
        awaitReady();
        return this;
    }

    void awaitReady() {
        Eventually.equals(
                () -> upstream.states().values().stream()
                        .map(EngineState::label)
                        .distinct()
                        .toList(),
                List.of("ready"));
    }

    /** The slots of the engine that was started last, as it sees them itself. */
    long busySlots() {
        return new JsonArray(send("/slots", null).body())
                .stream()
                        .filter(slot -> ((JsonObject) slot).getBoolean("is_processing"))
                        .count();
    }

    /** Asks the engine that was started last directly. */
    HttpResponse<String> send(String path, @Nullable JsonObject body) {
        Address address = Objects.requireNonNull(engine);
        HttpRequest.Builder request = HttpRequest.newBuilder(address.url.resolve(path))
                .header("Authorization", "Bearer " + address.key.value());
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body.encode()));
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> sendWithoutKey(String path) throws Exception {
        URI url = Objects.requireNonNull(engine).url.resolve(path);
        return HTTP.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The process of a model's engine. */
    ProcessHandle process(Model model) {
        EngineState state = upstream.states().get(model.name());
        return ProcessHandle.of(((EngineState.Ready) state).pid()).orElseThrow();
    }

    @Override
    public void close() {
        upstream.stop()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private Upstream lane(String name, URI url, Secret key) {
        engine = new Address(url, key);
        return LoopbackLane.on(vertx).at(name, url, key);
    }

    private record Address(URI url, Secret key) {}
}
