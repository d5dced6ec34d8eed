package dev.sluice.dialect;

import dev.sluice.vocabulary.Operation;

import java.util.Map;

/**
 * A protocol that clients speak. An exchange has one: its request is read, its answer read along,
 * and its errors written in it. What an upstream sends of such an answer is in it as well: where
 * the upstream speaks another, its lane translates (see {@code docs/adr/0020}).
 *
 * <p>Stateless, and safe from any thread; what belongs to one answer is made for it, so that no
 * chunk of it has to ask which protocol it is in.
 */
public interface Dialect {
    /** Where it is asked, by the path of the URL. */
    Map<String, Operation> paths();

    /** Reads requests that are nested no deeper than that. */
    RequestReader requests(int maxDepth);

    /** How it writes errors. */
    ErrorFormat errors();

    /** How it writes answers. */
    AnswerFormat answers();
}
