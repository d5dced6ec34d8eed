package dev.sluice.dialect;

import dev.sluice.config.upstream.UpstreamConfig.Continuation;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A client's request: the few fields the gateway reads, and the bodies it makes of it for
 * upstreams. What it does not read passes untouched (invariant 14). Immutable.
 */
public interface InferenceRequest {
    /** The protocol it is written in. */
    Dialect dialect();

    /** What is asked. */
    Operation operation();

    /** The client's name of the model. */
    String requestedModel();

    /** Whether the client wants server-sent events. */
    boolean streaming();

    /** Whether the client gets an event of its own that tells the usage. */
    boolean usageWanted();

    /** The client's end user; null when it names none. */
    @Nullable
    String user();

    /** The strings that the client has tagged it with. */
    Map<String, String> metadata();

    /** The client's bytes. */
    byte[] body();

    /**
     * Whether the client gets log-probabilities; else they are for the gateway alone, and are taken
     * out of the answer.
     */
    boolean logprobsWanted();

    /** Alternatives of each token that the client asked for. */
    int alternatives();

    /**
     * The body for an upstream: the client's bytes with the sent model in place of the requested
     * one, and with usage asked for, since the gateway accounts for tokens even where the client
     * does not.
     *
     * @param needed alternatives of each token that the gateway needs, for a score of their
     *     log-probabilities; -1 when it needs none of that
     */
    Buffer bodyFor(String sentModel, int needed);

    /**
     * The body that asks for the rest of an answer which another model began.
     *
     * @param soFar the text of that answer
     * @param how what the upstream takes
     */
    Buffer continuedBodyFor(String sentModel, String soFar, Continuation how);

    /** The body that asks for the same in one document. */
    Buffer documentBodyFor(String sentModel);

    /** The body that asks for one more answer to compare with, as a document of text alone. */
    Buffer sampleBodyFor(String sentModel, double temperature);

    /** What people said in it, to be read by a judge. Reads all of it: not for an event loop. */
    String words();
}
