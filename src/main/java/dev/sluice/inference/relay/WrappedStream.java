package dev.sluice.inference.relay;

import dev.sluice.upstream.TokenStream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** A body that is read in another form; all but what is read is the body's own. */
abstract class WrappedStream implements TokenStream {
    final TokenStream body;

    WrappedStream(TokenStream body) {
        this.body = body;
    }

    @Override
    public final MultiMap headers() {
        return body.headers();
    }

    @Override
    public final Buffer withoutSecrets(Buffer words) {
        return body.withoutSecrets(words);
    }

    @Override
    public final TokenStream pause() {
        body.pause();
        return this;
    }

    @Override
    public final TokenStream resume() {
        body.resume();
        return this;
    }

    @Override
    public final TokenStream fetch(long amount) {
        body.fetch(amount);
        return this;
    }
}
