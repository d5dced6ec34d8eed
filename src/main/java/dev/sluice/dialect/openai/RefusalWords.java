package dev.sluice.dialect.openai;

import dev.sluice.dialect.Addition;
import dev.sluice.dialect.Blame;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the fields that the gateway adds in the words of a refusal. They come in every form: as
 * OpenAI's envelope, as a list of a validator, as a page of a proxy, as plain text.
 */
final class RefusalWords {
    private static final String TOP_LOGPROBS = "top_logprobs";
    private static final int BAD_GATEWAY = 502;

    private RefusalWords() {}

    static Blame blame(int status, Buffer body) {
        String words = words(body).toLowerCase(Locale.ROOT);
        Set<Addition> named = mayNameFields(status) ? named(words) : Set.of();
        if (!named.isEmpty()) {
            return new Blame(status >= 500, named);
        }
        return findsFault(status, body) ? Blame.REQUEST : Blame.NONE;
    }

    /** An answer that failed has the names of its own fields in it, which blame nothing. */
    private static String words(Buffer body) {
        UpstreamError error = UpstreamError.inside200(body);
        return error != null && UpstreamError.hasChoices(body) ? error.message() : body.toString();
    }

    private static Set<Addition> named(String words) {
        Set<Addition> named = EnumSet.noneOf(Addition.class);
        if (words.contains("stream_options")
                || words.contains("include_usage")
                || words.contains("stream options")) {
            named.add(Addition.USAGE);
        }
        if (words.contains(TOP_LOGPROBS)) {
            named.add(Addition.TOP_LOGPROBS);
        }
        // Any other mention is of both: their limits are often given without the field's name.
        String others = words.replace(TOP_LOGPROBS, "");
        if (others.contains("logprob") || others.contains("log prob")) {
            named.add(Addition.LOGPROBS);
            named.add(Addition.TOP_LOGPROBS);
        }
        return named;
    }

    /**
     * Not statuses about the caller and its limits. Servers that fail over a field that they do not
     * know answer with 500 or 501, but so do those that fail and repeat the request; 502 has an
     * error inside a 200 that has no status of its own.
     */
    private static boolean mayNameFields(int status) {
        return switch (status) {
            case 401, 402, 408, 429 -> false;
            case 500, 501, BAD_GATEWAY -> true;
            default -> status >= 400 && status < 500;
        };
    }

    /** Whether the request is at fault, and no field is named that the client must have sent. */
    private static boolean findsFault(int status, Buffer body) {
        if (status != 400 && status != 422 && status != BAD_GATEWAY) {
            return false;
        }
        try {
            JsonObject document = new JsonObject(body);
            JsonObject error =
                    document.getValue("error") instanceof JsonObject nested ? nested : document;
            boolean namesOther =
                    error.getValue("param") instanceof String param && !param.isBlank();
            return !namesOther && (status != BAD_GATEWAY || isBadRequest(error.getValue("type")));
        } catch (DecodeException | ClassCastException e) {
            return status != BAD_GATEWAY;
        }
    }

    private static boolean isBadRequest(Object type) {
        return "invalid_request_error".equals(type) || "BadRequestError".equals(type);
    }
}
