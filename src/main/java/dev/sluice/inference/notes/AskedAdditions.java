package dev.sluice.inference.notes;

import dev.sluice.dialect.Addition;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.upstream.UpstreamFailure;

import java.util.EnumSet;
import java.util.Set;

/**
 * What the gateway adds to the request of one attempt, and what it leaves out because the upstream
 * refuses it. Each call of the attempt adds less than the one before, so that there is at most one
 * more for each {@link Addition}. Runs on the attempt's event loop.
 */
public final class AskedAdditions {
    private final InferenceRequest request;
    private final int needed;
    private final ModelAdditions model;
    private final Set<Addition> known;
    private Set<Addition> leftOut;

    AskedAdditions(InferenceRequest request, int needed, ModelAdditions model) {
        this.request = request;
        this.needed = needed;
        this.model = model;
        this.known = model.refused();
        this.leftOut = known;
    }

    /** How many alternatives of each token are needed; -1 without log-probabilities. */
    public int needed() {
        return needed;
    }

    /** What is not added. */
    public Set<Addition> leftOut() {
        return leftOut;
    }

    /**
     * Takes a failure of the call.
     *
     * @return whether the call is to be made again, because the upstream refuses what the gateway
     *     had added; the client must not see that failure
     */
    public boolean leaveOut(UpstreamFailure failure) {
        if (!(failure instanceof UpstreamFailure.Refused refused)) {
            return false;
        }
        Set<Addition> sent = sent();
        if (sent.isEmpty()) {
            return false;
        }
        Set<Addition> more = request.dialect()
                .blame(refused.status(), refused.body())
                .leftOut(sent, model.taken());
        if (more.isEmpty()) {
            return false;
        }
        model.refuses(more);
        more.addAll(leftOut);
        leftOut = more;
        return true;
    }

    /** The upstream has answered: what it was asked is what it takes. */
    public void answered() {
        model.answered(sent(), leftOut == known ? Addition.NONE : learned());
    }

    private Set<Addition> sent() {
        Set<Addition> sent = request.additions(needed);
        sent.removeAll(leftOut);
        if (leftOut.contains(Addition.LOGPROBS)) {
            sent.remove(Addition.TOP_LOGPROBS);
        }
        return sent;
    }

    private Set<Addition> learned() {
        Set<Addition> learned = EnumSet.copyOf(leftOut);
        learned.removeAll(known);
        return learned;
    }
}
