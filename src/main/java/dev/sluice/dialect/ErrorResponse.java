package dev.sluice.dialect;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * A whole error response.
 *
 * @param headers the headers to send besides the content type
 * @param body a document of the client's {@link ErrorFormat}
 */
public record ErrorResponse(int status, MultiMap headers, Buffer body) {}
