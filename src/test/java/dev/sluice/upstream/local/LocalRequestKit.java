package dev.sluice.upstream.local;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.util.List;

/** Requests to a local model, for tests of them. */
abstract class LocalRequestKit {
    static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    final LocalRequest request = new LocalRequest(
            List.of(), new ControlTexts(List.of("<|im_end|>", "<|im_start|>")), 2048, null);

    static Buffer body(String json) {
        String quoted = json.replace('\'', '"');
        return Buffer.buffer(
                quoted.contains("\"model\"")
                        ? quoted
                        : quoted.replaceFirst("\\{", "{\"model\":\"m\","));
    }

    static JsonObject json(String json) {
        return new JsonObject(json.replace('\'', '"'));
    }
}
