package dev.sluice.config.upstream;

import dev.sluice.config.bind.Setting;

/** What the embedding model that is built in does with what it can't take as it is. */
public record EmbeddingsConfig(
        @Setting(
                value = "Texts longer than the model's 512 tokens: refuse (a 400), or split, embed "
                        + "each part and average by tokens.",
                byDefault = "refuse")
        LongInput longInput,

        @Setting(
                value = "Token ids in place of texts: cl100k reads them as OpenAI's embedding "
                        + "models would, refuse answers with a 400.",
                byDefault = "cl100k")
        TokenIds tokenIds) {

    /** What becomes of a text that is longer than the model's context. */
    public enum LongInput {
        REFUSE,
        SPLIT
    }

    /** What becomes of token ids. */
    public enum TokenIds {
        CL100K,
        REFUSE
    }
}
