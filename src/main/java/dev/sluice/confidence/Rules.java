package dev.sluice.confidence;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several rules as one: the first that is broken counts, the cheap ones are asked first. */
public final class Rules {
    private Rules() {}

    /**
     * Makes the rules that are asked for. Reads the schema's file and, for a language, once in the
     * life of the process ten megabytes of model: not for an event loop.
     *
     * @param refusal whether an answer must not begin as a refusal does
     * @param repetition whether it must not go round in circles
     * @param empty whether it must have content
     * @param language ISO 639-3 code of the language it has to be in, one of {@link
     *     Languages#KNOWN}; null for any
     * @param schema file with the JSON Schema that it has to fit; null for none
     * @throws IllegalArgumentException if the language is not known, or the file holds no schema
     *     that can be used
     */
    public static AnswerRules of(
            boolean refusal,
            boolean repetition,
            boolean empty,
            @Nullable String language,
            @Nullable Path schema) {
        List<AnswerRules> rules = new ArrayList<>();
        if (empty) {
            rules.add(new EmptyRule());
        }
        if (refusal) {
            rules.add(new RefusalRule());
        }
        if (repetition) {
            rules.add(new RepetitionRule());
        }
        if (language != null) {
            rules.add(LanguageRule.of(language));
        }
        if (schema != null) {
            rules.add(SchemaRule.of(schema));
        }
        return switch (rules.size()) {
            case 0 -> AnswerRules.NONE;
            case 1 -> rules.getFirst();
            default -> all(List.copyOf(rules));
        };
    }

    private static AnswerRules all(List<AnswerRules> rules) {
        return (text, whole, otherContent) -> {
            for (AnswerRules rule : rules) {
                String broken = rule.broken(text, whole, otherContent);
                if (broken != null) {
                    return broken;
                }
            }
            return null;
        };
    }
}
