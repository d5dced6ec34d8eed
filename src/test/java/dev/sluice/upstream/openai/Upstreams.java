package dev.sluice.upstream.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigReader;
import dev.sluice.config.ConfigResult;
import dev.sluice.egress.NameResolver;
import dev.sluice.model.Model;
import dev.sluice.testing.RunningSimulator;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Upstreams as the configuration makes them, called on one event loop; a test waits for what comes
 * of it.
 */
final class Upstreams {
    static final Vertx VERTX = Vertx.vertx();

    private static final Context LOOP = VERTX.getOrCreateContext();

    private Upstreams() {}

    /** An upstream named {@code up} with the settings of this YAML. */
    static Upstream of(String settings) {
        return of(settings, new OpenAiProvider(VERTX));
    }

    /** One whose names are resolved so, at the times that this clock tells. */
    static Upstream of(String settings, NameResolver names, LongSupplier nanoClock) {
        return of(settings, new OpenAiProvider(VERTX, names, nanoClock));
    }

    private static Upstream of(String settings, OpenAiProvider provider) {
        String yaml = "upstreams:\n  up: { provider: openai, " + settings + " }\n"
                + "models: { m: { kind: base, upstream: up } }\n";
        ConfigResult result = new ConfigReader(name -> null).read("sluice.yaml", yaml);
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return provider.create(
                "up", ((ConfigResult.Valid) result).config().upstreams().get("up"));
    }

    static Attempt open(Upstream upstream, Duration connect) {
        return open(
                upstream,
                connect,
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"Hi\"}]}");
    }

    private static Attempt open(Upstream upstream, Duration connect, String body) {
        UpstreamCall call = new UpstreamCall(
                Operation.CHAT_COMPLETIONS,
                new Model.Base("m", "up", "m", null),
                Buffer.buffer(body),
                true,
                MultiMap.caseInsensitiveMultiMap(),
                connect);
        return onLoop(() -> Future.succeededFuture(upstream.open(call)));
    }

    /** Sends a body of so many bytes. */
    static Attempt openLarge(Upstream upstream, int bytes) {
        return open(upstream, Duration.ofSeconds(5), "x".repeat(bytes));
    }

    static Attempt open(Upstream upstream) {
        return open(upstream, Duration.ofSeconds(5));
    }

    /** Waits for the head of the answer. */
    static TokenStream head(Attempt attempt) {
        return onLoop(attempt::answer);
    }

    /** Reads the body of an answer whose head has come, to its end. */
    static String body(TokenStream stream) {
        return onLoop(() -> {
            Promise<String> whole = Promise.promise();
            Buffer body = Buffer.buffer();
            stream.exceptionHandler(whole::tryFail);
            stream.endHandler(ignored -> whole.tryComplete(body.toString()));
            stream.handler(body::appendBuffer);
            stream.resume();
            return whole.future();
        });
    }

    /** Reads the body of an answer whose head has come, piece by piece. */
    static Arrivals arrivals(TokenStream stream) {
        Arrivals arrivals = new Arrivals(stream);
        run(arrivals::begin);
        return arrivals;
    }

    /** Runs it on the event loop. */
    static void run(Runnable action) {
        onLoop(() -> {
            action.run();
            return Future.succeededFuture(true);
        });
    }

    static void cancel(Attempt attempt) {
        run(attempt::cancel);
    }

    /** Waits until the attempt has failed, and tells how. */
    static UpstreamFailure failure(Attempt attempt) {
        Throwable cause = onLoop(() -> attempt.answer()
                .<Throwable>map(head -> new AssertionError("It was answered"))
                .otherwise(failed -> failed));
        assertThat(cause).isInstanceOf(UpstreamException.class);
        return ((UpstreamException) cause).failure();
    }

    private static <T> T onLoop(Supplier<Future<T>> action) {
        return RunningSimulator.await(Future.future(
                result -> LOOP.runOnContext(ignored -> action.get().onComplete(result))));
    }
}
