package dev.sluice.inference.climb;

import dev.sluice.record.AttemptRecord;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.util.List;

/** What a client is sent when another rung continues its answer or begins it anew. */
final class Announcement {
    private Announcement() {}

    /**
     * An event if the answer is replaced, which only clients that asked for it can handle; a
     * comment if it is continued, because what follows is the rest of the same answer.
     */
    static Buffer of(Contender next, Contender before, List<AttemptRecord> earlier) {
        if (next.terms().carryOn() != null) {
            return Buffer.buffer(": x-sluice-continued: true\n")
                    .appendBuffer(AnswerHeaders.comment(next, earlier));
        }
        JsonObject event = new JsonObject()
                .put("object", "sluice.answer.replaced")
                .put("replaced", side(before))
                .put("by", side(next));
        return Buffer.buffer("event: answer.replaced\ndata: ")
                .appendBuffer(event.toBuffer())
                .appendString("\n\n");
    }

    private static JsonObject side(Contender of) {
        JsonObject side = new JsonObject()
                .put("rung", of.terms().index() + 1)
                .put("model", of.terms().rung().model().name());
        double confidence = of.notes().confidence();
        return confidence < 0 ? side : side.put("confidence", confidence);
    }
}
