package dev.sluice.confidence.settings;

import dev.sluice.config.bind.Setting;

import org.jspecify.annotations.Nullable;

/**
 * What an answer must not be. A window shows only the beginning of an answer; mode gate shows the
 * whole.
 */
public record AnswerRulesConfig(
        @Setting(value = "Refuse answers that begin as a refusal does.", byDefault = "false")
        boolean refusal,

        @Setting(value = "Refuse answers that say the same over and over.", byDefault = "false")
        boolean repetition,

        @Setting(value = "Refuse answers without any text or tool call.", byDefault = "false")
        boolean empty,

        @Setting(
                value = "Language the answer has to be in, as its ISO 639-3 code, for example deu.",
                expected = "an ISO 639-3 code of three letters, such as eng or deu",
                pattern = "[a-z]{3}")
        @Nullable
        String language,

        @Setting("File with the JSON Schema that the answer has to fit; needs mode gate. A "
                + "relative path starts where Sluice does, as that of ca-file.")
        @Nullable
        String schema) {

    /** Whether any rule is set. */
    public boolean any() {
        return refusal || repetition || empty || language != null || schema != null;
    }
}
