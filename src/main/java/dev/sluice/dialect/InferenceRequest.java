package dev.sluice.dialect;

import dev.sluice.config.upstream.UpstreamConfig.Continuation;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;

/**
 * A client's request: the few fields that the gateway reads, and the bodies it makes for upstreams.
 * All other fields pass untouched (invariant 14). Immutable.
 */
public interface InferenceRequest {
    /** The protocol it is written in. */
    Dialect dialect();

    /** The operation that is requested. */
    Operation operation();

    /** The client's name of the model. */
    String requestedModel();

    /** Whether the client wants server-sent events. */
    boolean streaming();

    /** Whether the client wants the usage at the end of a stream. */
    boolean usageWanted();

    /** The client's end user, a number as it is written; null if none is named. */
    @Nullable
    String user();

    /** The metadata whose values are texts, or numbers as they are written. */
    Map<String, String> metadata();

    /**
     * What stands in place of the text of a field of the metadata, for a message; null if it is
     * one, or absent.
     */
    @Nullable
    String oddMetadata(String name);

    /** The body as the client sent it. */
    byte[] body();

    /**
     * Whether the client wants log-probabilities; if not, those that the gateway asks for are
     * removed from the answer.
     */
    boolean logprobsWanted();

    /** How many alternatives of each token the client asked for. */
    int alternatives();

    /**
     * What the gateway adds to the body for an upstream.
     *
     * @param needed how many alternatives of each token the gateway needs to score
     *     log-probabilities; -1 if it needs no log-probabilities
     */
    Set<Addition> additions(int needed);

    /**
     * The body for an upstream: the client's bytes with the sent model instead of the requested
     * one, and with usage asked for, because the gateway counts tokens even if the client does not.
     *
     * @param needed how many alternatives of each token the gateway needs to score
     *     log-probabilities; -1 if it needs no log-probabilities
     * @param leftOut what is not added: there the client's bytes stay as they are
     */
    Buffer bodyFor(String sentModel, int needed, Set<Addition> leftOut);

    /**
     * The body that asks for the rest of an answer that another model began.
     *
     * @param soFar the text of that answer
     * @param how the form of continuation that the upstream takes
     * @param leftOut what is not added
     */
    Buffer continuedBodyFor(
            String sentModel, String soFar, Continuation how, Set<Addition> leftOut);

    /** The body that asks for the same answer as one document. */
    Buffer documentBodyFor(String sentModel);

    /** The body that asks for one more answer to compare with, as a document of text only. */
    Buffer sampleBodyFor(String sentModel, double temperature);

    /**
     * The words of the conversation, for a judge. Reads the whole request: not for an event loop.
     */
    String words();
}
