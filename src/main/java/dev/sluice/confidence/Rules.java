package dev.sluice.confidence;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several rules as one. The cheap ones are checked first, and the first broken rule counts. */
public final class Rules {
    private Rules() {}

    /**
     * Makes the requested rules. Reads the schema's file and, the first time a language is given,
     * ten megabytes of model: do not call it on an event loop.
     *
     * @param refusal whether an answer must not begin like a refusal
     * @param repetition whether it must not go round in circles
     * @param empty whether it must have content
     * @param language ISO 639-3 code of the required language, one of {@link Languages#KNOWN}; null
     *     for any
     * @param schema file with the JSON Schema that the answer must match; null for none
     * @throws IllegalArgumentException if the language is unknown or the file holds no usable
     *     schema
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
