package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes {@code response_format} for the engine, which enforces it by a grammar. */
final class ResponseFormat {
    /**
     * A JSON object with at least one field: the engine's own grammar allows an empty one, which a
     * small model then prefers. White space is short, or such a model writes nothing else.
     */
    private static final String OBJECT_GRAMMAR = """
            root ::= object
            object ::= "{" space member ("," space member)* "}" space
            member ::= string ":" space value
            value ::= inner | array | string | number | ("true" | "false" | "null") space
            inner ::= "{" space (member ("," space member)*)? "}" space
            array ::= "[" space (value ("," space value)*)? "]" space
            string ::= "\\"" char* "\\"" space
            char ::= [^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\bfnrt/] | "u" [0-9a-fA-F]{4})
            number ::= "-"? ("0" | [1-9] [0-9]{0,15}) ("." [0-9]{1,16})? ([eE] [-+]? [0-9]{1,3})? space
            space ::= | " " | "\\n" [ \\t]{0,20}
            """;

    private ResponseFormat() {}

    /** Writes the field, if the client gave it. */
    static void write(JsonNode asked, ObjectNode written, ChatMessages conversation) {
        JsonNode format = RequestFields.given(asked, "response_format");
        if (format == null) {
            return;
        }
        RequestFields.object(format, "response_format");
        JsonNode type = RequestFields.required(format, "type", "response_format.type");
        switch (RequestFields.text(type, "response_format.type")) {
            case "text" -> {}
            case "json_object" -> written.put("grammar", OBJECT_GRAMMAR);
            case "json_schema" -> {
                String at = "response_format.json_schema";
                JsonNode schema =
                        RequestFields.object(RequestFields.required(format, "json_schema", at), at);
                JsonNode given = RequestFields.required(schema, "schema", at + ".schema");
                JsonNode enforced = SchemaRules.enforced(
                        given, at + ".schema", RequestFields.isStrict(schema, at));
                ObjectNode writtenFormat =
                        written.putObject("response_format").put("type", "json_schema");
                ObjectNode writtenSchema = (ObjectNode) conversation.disarmed(schema);
                writtenSchema.set("schema", conversation.disarmed(enforced));
                writtenFormat.set("json_schema", writtenSchema);
            }
            default ->
                throw RequestFields.wrongValue(
                        type,
                        "response_format.type",
                        "\"text\", \"json_object\" or \"json_schema\"");
        }
    }
}
