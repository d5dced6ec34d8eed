package dev.sluice.dialect.openai;

import dev.sluice.dialect.ClientError;
import dev.sluice.dialect.ErrorFormat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/**
 * Errors as OpenAI's clients parse them: {@code {"error":{message,type,param,code}}}, always with
 * all four keys.
 */
final class OpenAiErrors implements ErrorFormat {
    @Override
    public Buffer document(ClientError error) {
        JsonObject fields = new JsonObject()
                .put("message", error.message())
                .put("type", type(error.kind()))
                .put("param", error.param())
                .put("code", error.code());
        return new JsonObject().put("error", fields).toBuffer();
    }

    private static String type(ClientError.Kind kind) {
        return switch (kind) {
            case REQUEST -> "invalid_request_error";
            case UPSTREAM -> "upstream_error";
            case GATEWAY -> "server_error";
            case LIMIT -> "rate_limit_error";
        };
    }

    @Override
    public Buffer event(Buffer document) {
        String text = document.toString();
        boolean oneLine = text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
        return Buffer.buffer("data: ")
                .appendString(oneLine ? text : new JsonObject(text).encode())
                .appendString("\n\n");
    }

    @Override
    public @Nullable Buffer passOn(Buffer body, int status) {
        UpstreamError error = UpstreamError.refusal(body);
        if (error == null || error.asOpenAi()) {
            return error == null ? null : body;
        }
        JsonObject fields = new JsonObject()
                .put("message", error.message())
                .put("type", error.type() == null ? type(ClientError.Kind.UPSTREAM) : error.type())
                .put("param", error.param())
                .put("code", error.code() == null ? "upstream_status_" + status : error.code());
        return new JsonObject().put("error", fields).toBuffer();
    }

    @Override
    public @Nullable String words(Buffer body) {
        UpstreamError error = UpstreamError.refusal(body);
        return error == null ? null : error.message();
    }

    @Override
    public boolean isError(Buffer document) {
        return UpstreamError.inside200(document) != null;
    }

    @Override
    public int statusOf(Buffer document, int otherwise) {
        UpstreamError error = UpstreamError.refusal(document);
        return error == null || error.status() == UpstreamError.NO_STATUS
                ? otherwise
                : error.status();
    }
}
