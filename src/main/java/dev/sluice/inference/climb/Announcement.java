package dev.sluice.inference.climb;

import dev.sluice.record.AttemptRecord;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.util.List;

/** What a client is told when another rung goes on with its answer, or begins it anew. */
final class Announcement {
    private Announcement() {}

    /**
     * An event for an answer that is replaced: only clients that asked for it get one. A comment
     * for an answer that is carried on, since there every client can read what follows.
     */
    static Buffer of(Contender next, Contender before, List<AttemptRecord> earlier) {
        if (next.terms().carryOn() != null) {
            return Buffer.buffer(": x-sluice-continued: true\n")
                    .appendBuffer(AnswerHeaders.late(next, earlier));
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
