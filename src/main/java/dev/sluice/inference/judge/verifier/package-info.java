/**
 * Asks another route whether an answer is right. {@link
 * dev.sluice.inference.judge.verifier.Verifier} first. The judge is a service of langchain4j over
 * {@link dev.sluice.inference.judge.verifier.RouteChatModel}, which asks the route's rungs through
 * our own upstreams: there is no second HTTP client and no call to ourselves.
 */
@NullMarked
package dev.sluice.inference.judge.verifier;

import org.jspecify.annotations.NullMarked;
