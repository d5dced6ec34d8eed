package dev.sluice.web;

import com.fasterxml.jackson.annotation.JsonInclude;

import jakarta.ws.rs.core.Response.Status;

import java.util.List;

/**
 * An error of the administration API, as RFC 9457 describes it.
 *
 * @param type a URI for the kind of problem; {@code about:blank}, the title is the status's
 * @param title what the status means
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

    /** A problem with the request as a whole, or of our own. */
    public static Problem of(int status, String code, String detail) {
        return new Problem("about:blank", title(status), status, code, detail, List.of());
    }

    /** A request with parameters that can't be used. */
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

    /** Not in the middle of a pair: no JSON could be written of a half. */
    private static int end(String value) {
        return Character.isHighSurrogate(value.charAt(LONGEST_VALUE - 1))
                ? LONGEST_VALUE - 1
                : LONGEST_VALUE;
    }

    /**
     * One field that can't be used.
     *
     * @param field its name
     * @param value what was given, cut when it is long
     * @param expected what would do: completes "expected ..."
     */
    public record Field(String field, String value, String expected) {
        public Field {
            value = value.length() > LONGEST_VALUE ? value.substring(0, end(value)) + "..." : value;
        }
    }
}
