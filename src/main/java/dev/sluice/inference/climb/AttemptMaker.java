package dev.sluice.inference.climb;

import dev.sluice.config.route.WindowConfig.Mode;
import dev.sluice.dialect.openai.OneIdentity;
import dev.sluice.inference.judge.Evidence;
import dev.sluice.inference.relay.StreamTerms;
import dev.sluice.routing.Judging;
import dev.sluice.routing.Route;
import dev.sluice.routing.Rung;
import dev.sluice.routing.Window;
import dev.sluice.upstream.Operation;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How the attempts of one inference are made: on which terms, what is sent, how the answer is read.
 */
final class AttemptMaker {
    private final ClimbTerms terms;
    private final Route route;
    private final OneIdentity identity = new OneIdentity();

    AttemptMaker(ClimbTerms terms) {
        this.terms = terms;
        this.route = terms.plan().route();
    }

    /**
     * The terms of an attempt on that rung.
     *
     * @param carryOn the text of the answer that it is to carry on; null when it answers from the
     *     start
     * @param first whether the client has seen nothing of an answer yet
     */
    AttemptTerms terms(
            Rung rung,
            String purpose,
            @Nullable Duration hedgeAfter,
            @Nullable String carryOn,
            boolean first) {
        boolean judged = terms.request().operation() != Operation.EMBEDDINGS && carryOn == null;
        Judging judging = judged ? rung.judging() : null;
        boolean trial = first
                && terms.replaceAsked()
                && judging != null
                && judging.threshold() != null
                && terms.request().streaming()
                && route.window().mode() == Mode.REPLACE;
        return new AttemptTerms(purpose, judging, trial, false, hedgeAfter, carryOn);
    }

    Buffer body(Rung rung, AttemptTerms of) {
        if (of.carryOn() != null) {
            return Continuations.body(terms.request(), rung, of.carryOn());
        }
        Judging judging = of.judging();
        return terms.request()
                .bodyFor(rung.model().sentName(), judging == null ? -1 : judging.alternatives());
    }

    StreamTerms streamTerms(AttemptTerms of, @Nullable Evidence evidence) {
        Window window = route.window();
        return new StreamTerms(
                terms.request().usageWanted(),
                terms.request().logprobs().wanted(),
                terms.maxFrameBytes(),
                terms.emptyChunks(),
                window.tokens(),
                window.bytes(),
                evidence,
                of.trial(),
                identity,
                of.carryOn() != null,
                route.continuation() && terms.request().operation() == Operation.CHAT_COMPLETIONS);
    }
}
