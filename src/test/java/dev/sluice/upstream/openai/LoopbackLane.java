package dev.sluice.upstream.openai;

import dev.sluice.upstream.PassThrough;

import io.vertx.core.Vertx;

/** Gives tests of other lanes the pass-through lane without a container. */
public final class LoopbackLane {
    private LoopbackLane() {}

    /** The real thing, on that Vert.x. */
    public static PassThrough on(Vertx vertx) {
        return new OpenAiProvider(vertx);
    }
}
