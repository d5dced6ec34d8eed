package dev.sluice.simulator;

import java.util.List;

/**
 * The answer of an unscripted model: the question again, in the tokens, choices and length that the
 * request allows.
 */
final class EchoText {
    private EchoText() {}

    static List<Step> steps(ModelRequest request, PiecePace pace) {
        String asked = request.lastWords();
        List<String> words =
                Answer.words(asked.isBlank() ? "You said nothing." : "You said: " + asked);
        boolean cutShort = words.size() > request.tokensMax();
        List<String> said = cutShort ? words.subList(0, request.tokensMax()) : words;
        return List.of(
                new Step.Choices(request.n()),
                new Step.Role(),
                new Step.Tokens(said, 1, pace, Logprobs.GENERATED),
                new Step.Finish(cutShort ? "length" : "stop"),
                new Step.Usage(null),
                new Step.Done());
    }
}
