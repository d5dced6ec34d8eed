/**
 * Asks another route whether an answer is right. {@link
 * dev.sluice.inference.judge.verifier.Verifier} first. The judge is a langchain4j service over
 * {@link dev.sluice.inference.judge.verifier.RouteChatModel}, which calls the route's rungs through
 * our own upstreams, so there is no second HTTP client and no call to ourselves.
 */
@NullMarked
package dev.sluice.inference.judge.verifier;

import org.jspecify.annotations.NullMarked;
