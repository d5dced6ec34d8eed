package dev.sluice.inference;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.RawHttp2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls over HTTP/2 with headers of a test. */
final class HeaderCalls {
    static final List<String> PASSED_UP = List.of(
            "openai-beta", "idempotency-key", "traceparent", "tracestate", "accept-language");

    private HeaderCalls() {}

    static RawHttp2.Message overHttp2(String model, Map<String, String> headers) {
        List<String> all = new ArrayList<>(List.of(
                ":method",
                "POST",
                ":scheme",
                "http",
                ":path",
                "/v1/chat/completions",
                ":authority",
                "localhost",
                "authorization",
                "Bearer " + GatewayResource.KEY,
                "content-type",
                "application/json"));
        headers.forEach((name, value) -> all.addAll(List.of(name, value)));
        try (RawHttp2 client = RawHttp2.connect(Gateway.port())) {
            return client.send(1, Gateway.chat(model).encode(), all.toArray(String[]::new))
                    .read();
        }
    }
}
