package dev.sluice.inference;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which headers pass through the gateway: by name, both ways, and no others. So the client's key never reaches an
 * upstream, and an upstream's cookies and names never reach the client.
 */
final class Headers {
    private static final List<String> UP =
            List.of("openai-beta", "idempotency-key", "traceparent", "tracestate", "accept-language");

    private static final List<String> DOWN = List.of(
            "content-type",
            "retry-after",
            "retry-after-ms",
            "x-should-retry",
            "openai-processing-ms",
            "openai-version");
    private static final String RATE_LIMIT_PREFIX = "x-ratelimit-";

    private Headers() {}

    /** The client's headers that go to the upstream. */
    static MultiMap requestHeaders(MultiMap client) {
        MultiMap up = MultiMap.caseInsensitiveMultiMap();
        for (String name : UP) {
            String value = client.get(name);
            if (value != null) {
                up.set(name, value);
            }
        }
        return up;
    }

    /** Copies the upstream's headers that go to the client. */
    static void answerHeaders(MultiMap upstream, MultiMap client) {
        for (String name : DOWN) {
            String value = upstream.get(name);
            if (value != null) {
                client.set(name, value);
            }
        }
        for (Map.Entry<String, String> header : upstream) {
            if (header.getKey().toLowerCase(Locale.ROOT).startsWith(RATE_LIMIT_PREFIX)) {
                client.set(header.getKey(), header.getValue());
            }
        }
    }
}
