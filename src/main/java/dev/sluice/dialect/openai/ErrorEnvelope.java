package dev.sluice.dialect.openai;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/**
 * An error as OpenAI's clients parse it: {@code {"error":{message,type,param,code}}}, all four keys
 * always there.
 *
 * @param status HTTP status, for an error before commit
 * @param message what went wrong, with the value and what was expected
 * @param type OpenAI's class of error
 * @param param the field at fault, null when it is none
 * @param code stable identifier of the error, null when there is none
 */
public record ErrorEnvelope(
        int status,
        String message,
        String type,
        @Nullable String param,
        @Nullable String code) {
    private static final String INVALID_REQUEST = "invalid_request_error";
    private static final String UPSTREAM = "upstream_error";

    /** For whoever comes too late. */
    public static final ErrorEnvelope STOPPING =
            new ErrorEnvelope(503, "the gateway is stopping", "server_error", null, "shutdown");

    /** For whoever meets a mistake of ours; the log has it. */
    public static final ErrorEnvelope FAILED =
            new ErrorEnvelope(500, "the gateway failed", "server_error", null, "internal_error");

    public static ErrorEnvelope invalid(
            String message, @Nullable String param, @Nullable String code) {
        return new ErrorEnvelope(400, message, INVALID_REQUEST, param, code);
    }

    public static ErrorEnvelope invalid(
            int status, String message, @Nullable String param, @Nullable String code) {
        return new ErrorEnvelope(status, message, INVALID_REQUEST, param, code);
    }

    public static ErrorEnvelope upstream(int status, String message, String code) {
        return new ErrorEnvelope(status, message, UPSTREAM, null, code);
    }

    /** The envelope as a JSON document. */
    Buffer json() {
        JsonObject error = new JsonObject()
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return new JsonObject().put("error", error).toBuffer();
    }

    /** The envelope's document with headers to send along. */
    public Response with(MultiMap headers) {
        return new Response(status, headers, json());
    }

    /** A whole error response; its body is a JSON object. */
    public record Response(int status, MultiMap headers, Buffer body) {
        /** The same as one server-sent event, for a client that has its status already. */
        public Buffer event() {
            String text = body.toString();
            boolean oneLine = text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
            return Buffer.buffer("data: ")
                    .appendString(oneLine ? text : new JsonObject(text).encode())
                    .appendString("\n\n");
        }
    }
}
