package dev.sluice.upstream.local.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;

/** Leaves the chunks of a message as they are. */
final class MessageShaper implements ChoiceShaper {
    @Override
    public List<ObjectNode> accept(JsonNode choice) {
        ObjectNode own = choice.deepCopy();
        own.remove("index");
        return List.of(own);
    }
}
