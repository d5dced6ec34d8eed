package dev.sluice.web;

import com.fasterxml.jackson.annotation.JsonInclude;

import jakarta.ws.rs.core.Response.Status;

import java.util.List;

/**
 * An error of the administration API, in the format of RFC 9457.
 *
 * @param type a URI for the kind of problem; {@code about:blank} means that the status says it all
 * @param title the status in words
 * @param status HTTP status
 * @param code stable identifier of the problem, for programs
 * @param detail what went wrong here and what to do about it, for people
 * @param errors the fields at fault, when there are any
 */
public record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Field> errors) {
    /** The media type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final int LONGEST_VALUE = 200;

    /** A problem with the whole request, or within the gateway. */
    public static Problem of(int status, String code, String detail) {
        return new Problem("about:blank", title(status), status, code, detail, List.of());
    }

    /** A request with fields or parameters that can't be used. */
    public static Problem badParameters(List<Field> errors) {
        Field first = errors.getFirst();
        String more =
                errors.size() == 1 ? "" : "; and " + (errors.size() - 1) + " more, see errors";
        String detail =
                first.field() + " is '" + first.value() + "', expected " + first.expected() + more;
        return new Problem(
                "about:blank", title(400), 400, "invalid_parameter", detail, List.copyOf(errors));
    }

    private static String title(int status) {
        Status known = Status.fromStatusCode(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }

    /** Where to cut, without splitting a surrogate pair, which JSON could not hold. */
    private static int end(String value) {
        return Character.isHighSurrogate(value.charAt(LONGEST_VALUE - 1))
                ? LONGEST_VALUE - 1
                : LONGEST_VALUE;
    }

    /**
     * A field that can't be used.
     *
     * @param field its name
     * @param value its value, shortened if long
     * @param expected what is allowed; completes "expected ..."
     */
    public record Field(String field, String value, String expected) {
        public Field {
            value = value.length() > LONGEST_VALUE ? value.substring(0, end(value)) + "..." : value;
        }
    }
}
