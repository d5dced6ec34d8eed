package dev.sluice.upstream.local.answer;

import dev.sluice.upstream.local.request.LocalPlan;

import java.security.SecureRandom;

/** Makes what gives an answer its shape. */
public final class Shapers {
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Shapers() {}

    /** A shaper for one answer. */
    public static ChoiceShaper of(LocalPlan.Shape shape) {
        return switch (shape) {
            case LocalPlan.Shape.Messages ignored -> new MessageShaper();
            case LocalPlan.Shape.Calls ignored -> new CallShaper(() -> id("call_"));
            case LocalPlan.Shape.Texts texts -> new TextShaper(texts.logprobs());
        };
    }

    /** A writer with a new id. */
    public static ChunkWriter writer(LocalPlan.Shape shape, String model, long created) {
        return shape instanceof LocalPlan.Shape.Texts
                ? new ChunkWriter(id("cmpl-"), "text_completion", created, model)
                : new ChunkWriter(id("chatcmpl-"), "chat.completion.chunk", created, model);
    }

    private static String id(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
