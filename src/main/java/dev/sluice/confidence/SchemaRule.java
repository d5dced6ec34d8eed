package dev.sluice.confidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.OutputFormat;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * Refuses a whole answer that is not a JSON document or does not match a schema. As strict as the
 * client's parser: a fence around the document, or a word before it, breaks the rule. An answer
 * without text but with other content, such as a tool call, is left alone.
 */
final class SchemaRule implements AnswerRules {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonSchema schema;

    private SchemaRule(JsonSchema schema) {
        this.schema = schema;
    }

    /**
     * The rule for the schema in a file.
     *
     * @throws IllegalArgumentException if the schema can't be used
     */
    static SchemaRule of(Path file) {
        return new SchemaRule(SchemaFile.read(file));
    }

    @Override
    public @Nullable String broken(String text, boolean whole, boolean otherContent) {
        if (!whole || (otherContent && EmptyRule.isBlank(text))) {
            return null;
        }
        try {
            JsonNode document = JSON.readTree(text);
            return !document.isMissingNode() && schema.validate(document, OutputFormat.BOOLEAN)
                    ? null
                    : "schema";
        } catch (JsonProcessingException e) {
            return "schema";
        }
    }
}
