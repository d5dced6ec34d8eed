package dev.sluice.event;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

/** Writes updates as server-sent events. */
public final class SseEvents {
    private SseEvents() {}

    /** One event with its mark as id, or a comment. */
    public static OutboundSseEvent of(Sse sse, Update told) {
        return switch (told) {
            case Update.State(Mark at, String json) -> of(sse, "state", at, json);
            case Update.Happened(String name, Mark at, String json) -> of(sse, name, at, json);
            case Update.Comment(String words) ->
                sse.newEventBuilder().comment(words).build();
            case Update.End() -> throw new IllegalStateException("the end of a stream is not sent");
        };
    }

    private static OutboundSseEvent of(Sse sse, String name, Mark at, String json) {
        return sse.newEventBuilder()
                .name(name)
                .id(at.toString())
                .data(String.class, json)
                .build();
    }
}
