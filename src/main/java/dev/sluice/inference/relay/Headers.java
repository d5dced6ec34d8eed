package dev.sluice.inference.relay;

import dev.sluice.dialect.BadRequest;
import dev.sluice.dialect.ClientError;

import io.vertx.core.MultiMap;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which headers pass through the gateway: in both directions only those on a list. So the client's
 * key never reaches an upstream, and an upstream's cookies and server names never reach the client.
 */
public final class Headers {
    private static final List<String> UP = List.of(
            "openai-beta", "idempotency-key", "traceparent", "tracestate", "accept-language");

    private static final List<String> DOWN = List.of(
            "content-type",
            "retry-after",
            "retry-after-ms",
            "x-should-retry",
            "openai-processing-ms",
            "openai-version");
    private static final String RATE_LIMIT_PREFIX = "x-ratelimit-";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private Headers() {}

    /**
     * The client's headers that are sent to the upstream.
     *
     * @throws BadRequest if one of them has a control character
     */
    public static MultiMap requestHeaders(MultiMap client) {
        MultiMap up = MultiMap.caseInsensitiveMultiMap();
        for (String name : UP) {
            String value = client.get(name);
            if (value != null) {
                if (!isPlain(value)) {
                    throw new BadRequest(ClientError.invalid(
                            "the header " + name + " has control characters (expected: none)",
                            null,
                            "invalid_header"));
                }
                up.set(name, value);
            }
        }
        return up;
    }

    /** Copies the upstream's headers that are sent to the client. */
    public static void answerHeaders(MultiMap upstream, MultiMap client) {
        for (String name : DOWN) {
            String value = upstream.get(name);
            if (value != null && isPlain(value)) {
                client.set(name, value);
            }
        }
        for (Map.Entry<String, String> header : upstream) {
            if (header.getKey()
                            .regionMatches(
                                    true, 0, RATE_LIMIT_PREFIX, 0, RATE_LIMIT_PREFIX.length())
                    && NAME.matcher(header.getKey()).matches()
                    && isPlain(header.getValue())) {
                client.set(header.getKey(), header.getValue());
            }
        }
    }

    /** Whether a value is valid in a header of HTTP/1.1; HTTP/2 can carry any byte. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }
}
