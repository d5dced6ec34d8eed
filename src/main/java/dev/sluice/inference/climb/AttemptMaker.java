package dev.sluice.inference.climb;

import dev.sluice.config.route.WindowConfig.Mode;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.dialect.OneIdentity;
import dev.sluice.inference.judge.AttemptJudge;
import dev.sluice.inference.judge.Evidence;
import dev.sluice.inference.judge.Extent;
import dev.sluice.inference.judge.JudgedCall;
import dev.sluice.inference.judge.LateScore;
import dev.sluice.inference.notes.AskedAdditions;
import dev.sluice.inference.notes.AttemptNotes;
import dev.sluice.inference.relay.BodyRelay;
import dev.sluice.inference.relay.DocumentOrStream;
import dev.sluice.inference.relay.Relay;
import dev.sluice.inference.relay.StreamOrDocument;
import dev.sluice.inference.relay.StreamRelay;
import dev.sluice.inference.relay.StreamTerms;
import dev.sluice.routing.Judging;
import dev.sluice.routing.Route;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.vocabulary.Operation;
import dev.sluice.vocabulary.Purpose;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Makes the attempts of one inference: their terms, what is sent, and how the answer is read and
 * judged.
 */
final class AttemptMaker {
    private final ClimbTerms terms;
    private final Deadlines deadlines;
    private final Ladder ladder;
    private final InferenceRequest request;
    private final Route route;
    private final OneIdentity identity = new OneIdentity();

    AttemptMaker(ClimbTerms terms, Deadlines deadlines, Ladder ladder) {
        this.terms = terms;
        this.deadlines = deadlines;
        this.ladder = ladder;
        this.request = terms.request();
        this.route = terms.plan().route();
    }

    /**
     * The terms of an attempt on a rung.
     *
     * @param index place of the rung in the ladder, from 0
     * @param carryOn the text of the answer that it is to continue; null if it answers from the
     *     start
     * @param taking when the answer is taken, if route, client and rung allow it to be replaced;
     *     otherwise it is taken when it is accepted
     */
    AttemptTerms terms(
            int index,
            Purpose purpose,
            @Nullable Duration hedgeAfter,
            @Nullable String carryOn,
            AttemptTerms.Taking taking) {
        Rung rung = terms.plan().rungs().get(index);
        boolean judged = request.operation() != Operation.EMBEDDINGS && carryOn == null;
        Judging judging = judged ? rung.judging() : null;
        boolean replaceable = terms.replaceAsked()
                && judging != null
                && judging.threshold() != null
                && request.streaming()
                && route.window().mode() == Mode.REPLACE;
        boolean hasNext = index + 1 < terms.plan().rungs().size();
        return new AttemptTerms(
                rung,
                index,
                purpose,
                judging,
                hasNext ? Extent.WINDOW : Extent.LAST_WINDOW,
                replaceable ? taking : AttemptTerms.Taking.WHEN_ACCEPTED,
                hedgeAfter,
                carryOn);
    }

    /** Makes an attempt, whose upstream has not been called yet. */
    Contender attempt(AttemptTerms of, ContenderListener listener) {
        AttemptNotes notes = terms.log().attemptOpened(of.index() + 1, of.purpose(), of.rung());
        Judging judging = of.judging();
        AttemptJudge judge = judging == null
                ? null
                : new AttemptJudge(
                        judging, notes, request.dialect().answers(), request.alternatives());
        return new Contender(this, of, listener, notes, judge);
    }

    /** Begins to watch the times of an attempt. */
    AttemptWatch watch(AttemptTerms of, AttemptWatch.Listener listener) {
        // A document's head arrives with the document, so only the total limits it.
        Deadlines.Phase first = isStreaming() ? Deadlines.Phase.HEAD : Deadlines.Phase.TOTAL;
        return deadlines.watch(of.rung().deadlines(), first, listener);
    }

    /** What the gateway adds to the request of an attempt. */
    AskedAdditions additions(AttemptTerms of) {
        return ladder.additions().of(request, of.rung(), of.judging());
    }

    /** The call to its upstream. */
    UpstreamCall call(AttemptTerms of, AskedAdditions additions) {
        return new UpstreamCall(
                request.operation(),
                of.rung().model(),
                body(of, additions),
                request.streaming(),
                terms.upHeaders(),
                of.rung().deadlines().connect());
    }

    private Buffer body(AttemptTerms of, AskedAdditions additions) {
        String sentModel = of.rung().model().sentName();
        return of.carryOn() == null
                ? request.bodyFor(sentModel, additions.needed(), additions.leftOut())
                : request.continuedBodyFor(
                        sentModel, of.carryOn(), of.rung().continuation(), additions.leftOut());
    }

    /** The relay that carries its answer to the client. */
    Relay relay(
            AttemptTerms of,
            TokenStream stream,
            Relay.Listener listener,
            @Nullable Evidence evidence) {
        if (!request.streaming()) {
            return new BodyRelay(
                    DocumentOrStream.of(stream, request.dialect().answers()),
                    listener,
                    request,
                    evidence);
        }
        return new StreamRelay(
                new StreamOrDocument(stream, request.dialect()),
                listener,
                new StreamTerms(
                        request,
                        terms.maxFrameBytes(),
                        route.window(),
                        evidence,
                        identity,
                        marks(of)));
    }

    private Set<StreamTerms.Mark> marks(AttemptTerms of) {
        Set<StreamTerms.Mark> marks = EnumSet.noneOf(StreamTerms.Mark.class);
        if (terms.keepsSample()) {
            marks.add(StreamTerms.Mark.SAMPLE_KEPT);
        }
        if (of.isOnTrial()) {
            marks.add(StreamTerms.Mark.ON_TRIAL);
        }
        if (of.carryOn() != null) {
            marks.add(StreamTerms.Mark.CARRIES_ON);
        }
        if (route.continuation() && request.operation().isConversation()) {
            marks.add(StreamTerms.Mark.TEXT_KEPT);
        }
        return marks;
    }

    /** The score of its answer that needs calls of its own; null if there is none. */
    @Nullable
    LateScore lateScore(AttemptTerms of, Judging judging) {
        return ladder.lateScores()
                .of(new JudgedCall(
                        request,
                        terms.upHeaders(),
                        of.rung(),
                        of.index() + 1,
                        judging,
                        terms.log()));
    }

    boolean isStreaming() {
        return request.streaming();
    }

    /** How long the window may be open; null for no limit. */
    @Nullable
    Duration windowTime() {
        return route.window().time();
    }
}
