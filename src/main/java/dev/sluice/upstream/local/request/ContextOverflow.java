package dev.sluice.upstream.local.request;

import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Operation;

/**
 * The refusal of a prompt that leaves no room for an answer. Libraries look for OpenAI's first
 * sentence, or for the code, which some see only if it stands in the message.
 */
public final class ContextOverflow {
    private ContextOverflow() {}

    /**
     * Says what is too long.
     *
     * @param context how many tokens fit
     * @param tokens how many there are
     */
    public static UpstreamFailure.Invalid of(
            String upstream, Operation operation, long context, long tokens) {
        String input = input(operation);
        return new UpstreamFailure.Invalid(
                400,
                "This model's maximum context length is " + context + " tokens. However, your "
                        + input + " resulted in " + tokens + " tokens. Please reduce the length "
                        + "of the " + input + ". (context_length_exceeded; the setting upstreams."
                        + upstream + ".engine.context makes the context longer)",
                input,
                "context_length_exceeded");
    }

    /** The field that holds what the model reads. */
    public static String input(Operation operation) {
        return operation == Operation.COMPLETIONS ? "prompt" : "messages";
    }
}
