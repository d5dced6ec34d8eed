package dev.sluice.upstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The answers drawn for one prompt, of which the likeliest are kept: those with the highest mean of
 * their tokens' log-probabilities, as OpenAI describes {@code best_of}.
 */
final class BestOf {
    private final List<Candidate> candidates = new ArrayList<>();

    /** Adds one more. */
    Candidate add() {
        Candidate candidate = new Candidate();
        candidates.add(candidate);
        return candidate;
    }

    /** The best so many, the best first. */
    List<List<ObjectNode>> best(int wanted) {
        return candidates.stream()
                .sorted(Comparator.comparingDouble(Candidate::mean).reversed())
                .limit(wanted)
                .map(candidate -> List.copyOf(candidate.pieces))
                .toList();
    }

    /** One answer as far as it is known. */
    static final class Candidate {
        private final List<ObjectNode> pieces = new ArrayList<>();
        private double sum;
        private int tokens;

        /** Adds pieces of the answer, and the engine's choice that they were made of. */
        void add(List<ObjectNode> more, JsonNode choice) {
            pieces.addAll(more);
            choice.path("logprobs").path("content").forEach(token -> {
                sum += token.path("logprob").asDouble();
                tokens++;
            });
        }

        /** An answer without a token comes last: nothing is known about it. */
        private double mean() {
            return tokens == 0 ? Double.NEGATIVE_INFINITY : sum / tokens;
        }
    }
}
