package dev.sluice.dialect;

import dev.sluice.vocabulary.Operation;

import io.vertx.core.buffer.Buffer;

import java.util.Map;

/**
 * A protocol that clients speak. Each exchange has one: it reads the request, reads along in the
 * answer, and writes errors. An upstream's answer is in this protocol too: for an upstream that
 * speaks another one, its lane translates (see {@code docs/adr/0020}).
 *
 * <p>Stateless, and safe from any thread. Readers are made for each answer, so that no chunk has to
 * determine its protocol.
 */
public interface Dialect {
    /** The paths of its operations. */
    Map<String, Operation> paths();

    /**
     * Makes a reader of requests.
     *
     * @param maxDepth the deepest nesting of JSON that it accepts
     */
    RequestReader requests(int maxDepth);

    /** How errors are written. */
    ErrorFormat errors();

    /** How answers are written. */
    AnswerFormat answers();

    /**
     * What an upstream's refusal blames.
     *
     * @param status its status; of an error inside a 200, the one that the error has
     * @param body what it says, in whatever form
     */
    Blame blame(int status, Buffer body);
}
