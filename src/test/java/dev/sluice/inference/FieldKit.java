package dev.sluice.inference;

import dev.sluice.simulator.Answer;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.vertx.core.json.JsonObject;

import java.util.Map;
import java.util.UUID;

/** What upstreams in the field send, in its bytes, and a client that reads what comes of it. */
final class FieldKit {
    static final String ROLE = chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    static final String HEL = chunk("{\"content\":\"Hel\"}", "null");
    static final String LO = chunk("{\"content\":\"lo\"}", "null");
    static final String STOP = chunk("{}", "\"stop\"");
    static final String DONE = "data: [DONE]\n\n";
    static final String WHOLE = ROLE + HEL + LO + STOP + DONE;

    private FieldKit() {}

    static String chunk(String delta, String finish) {
        return "data: {\"id\": \"chatcmpl-case\", \"object\": \"chat.completion.chunk\", "
                + "\"created\": 1730000000, \"model\": \"served-1\", \"choices\": [{\"index\": 0, "
                + "\"delta\": " + delta + ", \"finish_reason\": " + finish + "}]}\n\n";
    }

    /** The upstream sends these bytes as a stream of events. */
    static void sends(String stream) {
        Gateway.begin(Answer.start().raw(stream));
    }

    /** The upstream sends this status, content type and body. */
    static void answers(int status, String type, String body) {
        Gateway.begin(Answer.start().status(status, Map.of("content-type", type), body));
    }

    /** What a client gets that asks for a stream and nothing else. */
    static HttpAnswer streamed() {
        try (RawClient client = Gateway.stream("tuned")) {
            return client.answer();
        }
    }

    /** What a client gets that asks for a document. */
    static HttpAnswer asked() {
        try (RawClient client = Gateway.ask("tuned")) {
            return client.answer();
        }
    }

    /** The record of a stream that is asked for now, by a user of its own. */
    static JsonObject recorded() {
        String unit = "u-" + UUID.randomUUID();
        String body =
                Gateway.chat("tuned").put("stream", true).put("user", unit).encode();
        try (RawClient client =
                Gateway.connect().post("/v1/chat/completions", body, Gateway.AUTHORIZATION)) {
            client.answer();
        }
        return RecordedInference.of(unit);
    }

    static JsonObject error(HttpAnswer answer) {
        return answer.json().getJsonObject("error");
    }
}
