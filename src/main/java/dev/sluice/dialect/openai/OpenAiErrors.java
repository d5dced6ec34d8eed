package dev.sluice.dialect.openai;

import dev.sluice.dialect.ClientError;
import dev.sluice.dialect.ErrorFormat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

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
    public boolean isDocument(Buffer body) {
        try {
            return new JsonObject(body).getValue("error") instanceof JsonObject;
        } catch (DecodeException e) {
            return false;
        }
    }

    @Override
    public int statusOf(Buffer document, int otherwise) {
        try {
            return new JsonObject(document).getValue("error") instanceof JsonObject error
                            && error.getValue("code") instanceof Integer code
                            && code >= 400
                            && code < 600
                    ? code
                    : otherwise;
        } catch (DecodeException e) {
            return otherwise; // It is an error even if a strict parser refuses it.
        }
    }
}
