package dev.sluice.inference.door;

import dev.sluice.dialect.BadRequest;
import dev.sluice.dialect.ClientError;

import io.vertx.core.MultiMap;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;

/** How a request's body is compressed, as its {@code content-encoding} says (RFC 9110, 8.4). */
enum BodyCoding {
    NONE("none"),
    GZIP("gzip"),
    DEFLATE("deflate");

    /** What is taken, for {@code accept-encoding} of a refusal (RFC 9110, 12.5.3). */
    static final String TAKEN = "gzip, deflate";

    /** Text that can't be compressed grows by less. */
    private static final int GROWTH_BYTES = 1024;

    private static final int GROWTH_PARTS = 1000;

    private final String word;

    BodyCoding(String word) {
        this.word = word;
    }

    /**
     * The coding of a request.
     *
     * @throws BadRequest if it is another one, or more than one
     */
    static BodyCoding of(MultiMap headers) {
        List<String> lines = headers.getAll("content-encoding");
        if (lines.isEmpty()) {
            return NONE;
        }
        List<String> codings = lines.stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .toList();
        if (codings.isEmpty()) {
            return NONE;
        }
        return switch (codings.size() == 1 ? codings.getFirst() : "") {
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default ->
                throw new BadRequest(ClientError.invalid(
                        415,
                        "the content-encoding is '" + String.join(", ", codings)
                                + "' (expected: one of gzip, deflate, or none)",
                        null,
                        "unsupported_encoding"));
        };
    }

    /** The most bytes that are read for a body of at most so many when it is decoded. */
    long mostBytes(long maxBytes) {
        return this == NONE ? maxBytes : maxBytes + maxBytes / GROWTH_PARTS + GROWTH_BYTES;
    }

    /**
     * Decodes a body, but no more of it than may be.
     *
     * @throws BadRequest if it is not what the coding says, or larger when it is decoded
     */
    byte[] decode(byte[] body, long maxBytes) {
        if (this == NONE || body.length == 0) {
            return body;
        }
        try (Inflation inflation = new Inflation(body, (int) maxBytes)) {
            return this == GZIP ? inflation.gzip() : inflation.deflate();
        } catch (Inflation.TooLargeException e) {
            throw new BadRequest(tooLarge(maxBytes));
        } catch (DataFormatException e) {
            throw new BadRequest(ClientError.invalid(
                    "the body can't be decoded as its content-encoding says (" + word + "): "
                            + e.getMessage(),
                    null,
                    "invalid_encoding"));
        }
    }

    /** The refusal of a body with more bytes than may be. */
    ClientError tooLarge(long maxBytes) {
        return ClientError.invalid(
                413,
                "the body is larger than " + maxBytes + " bytes"
                        + (this == NONE ? "" : " when it is decoded") + " (limits.body)",
                null,
                "request_too_large");
    }
}
