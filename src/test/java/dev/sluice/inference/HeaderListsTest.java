package dev.sluice.inference;

import static dev.sluice.inference.HeaderCalls.PASSED_UP;
import static dev.sluice.inference.HeaderCalls.overHttp2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Headers pass by name, both ways, over both versions of HTTP; whatever is not on the list stays
 * where it is.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class HeaderListsTest {
    private static final List<String> KEPT_FROM_UPSTREAM = List.of(
            "api-key",
            "x-api-key",
            "x-goog-api-key",
            "openai-organization",
            "openai-project",
            "anthropic-version",
            "cookie",
            "cookie2",
            "set-cookie",
            "x-csrf-token",
            "x-auth-token",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-original-url",
            "x-rewrite-url",
            "x-http-method-override",
            "forwarded",
            "via",
            "x-real-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "x-client-ip",
            "from",
            "referer",
            "origin",
            "sec-fetch-site",
            "dnt",
            "range",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "cache-control",
            "pragma",
            "max-forwards",
            "accept-encoding",
            "accept-charset",
            "content-md5",
            "digest",
            "x-request-id",
            "x-correlation-id",
            "x-b3-traceid",
            "baggage",
            "x-stainless-lang",
            "x-stainless-retry-count",
            "x-sluice-route",
            "x-sluice-model",
            "x-extra",
            "x-ratelimit-a",
            "x-amz-security-token",
            "x-amz-date",
            "metadata-flavor",
            "x-aws-ec2-metadata-token",
            "priority",
            "expires",
            "last-modified",
            "server",
            "date");

    /** What the gateway itself writes; {@code host} and the lengths are the connection's own. */
    private static final Set<String> OWN_UP = Set.of(
            "host",
            "content-length",
            "content-type",
            "accept",
            "accept-encoding",
            "user-agent",
            "authorization",
            "x-extra",
            "x-extra-secret",
            "x-sluice-via");

    private static final List<String> PASSED_DOWN = List.of(
            "retry-after",
            "retry-after-ms",
            "x-should-retry",
            "openai-processing-ms",
            "openai-version",
            "x-ratelimit-limit-requests",
            "x-ratelimit-remaining-tokens",
            "x-ratelimit-reset-anything");

    private static final List<String> KEPT_FROM_CLIENT = List.of(
            "set-cookie",
            "set-cookie2",
            "server",
            "via",
            "x-powered-by",
            "location",
            "www-authenticate",
            "authentication-info",
            "proxy-authenticate",
            "x-request-id-upstream",
            "openai-organization",
            "openai-project",
            "cf-ray",
            "cf-cache-status",
            "alt-svc",
            "strict-transport-security",
            "access-control-allow-origin",
            "access-control-allow-credentials",
            "content-security-policy",
            "refresh",
            "link",
            "etag",
            "expires",
            "last-modified",
            "cache-control",
            "pragma",
            "age",
            "vary",
            "content-disposition",
            "content-language",
            "x-sluice-route",
            "x-sluice-model",
            "x-sluice-rung",
            "x-envoy-upstream-service-time",
            "x-amzn-requestid",
            "x-ms-region",
            "azureml-model-session",
            "apim-request-id",
            "report-to",
            "nel",
            "p3p",
            "x-frame-options");

    @ParameterizedTest
    @CsvSource({"tuned, false", "tuned, true", "over-h2, false", "over-h2, true"})
    void theUpstreamSeesTheListAndNothingElse(String model, boolean http2) {
        Simulator upstream = Gateway.begin(Answer.saying("hello"));
        Map<String, String> sent = new TreeMap<>();
        PASSED_UP.forEach(name -> sent.put(name, "passed-" + name));
        KEPT_FROM_UPSTREAM.forEach(name -> sent.put(name, "kept-" + name));
        assertThat(sent).hasSizeGreaterThan(60);

        int status = http2 ? askOverHttp2(model, sent) : askOverHttp1(model, sent);

        assertThat(status).isEqualTo(200);
        Map<String, String> seen = new HashMap<>();
        upstream.requests()
                .getFirst()
                .headers()
                .forEach(header -> seen.merge(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue(),
                        (one, two) -> one + "|" + two));
        Set<String> expected = new TreeSet<>(OWN_UP);
        expected.addAll(PASSED_UP);
        if (model.equals("over-h2")) {
            seen.keySet().removeIf(name -> name.startsWith(":"));
            expected.removeAll(Set.of("host", "authorization", "x-extra", "x-extra-secret"));
            seen.remove("host"); // The simulator makes it of the authority.
        }
        assertThat(new TreeSet<>(seen.keySet())).isEqualTo(expected);
        PASSED_UP.forEach(name -> assertThat(seen).containsEntry(name, "passed-" + name));
        assertThat(seen.values()).noneMatch(value -> value.startsWith("kept-"));
        assertThat(seen.getOrDefault("authorization", "")).doesNotContain(GatewayResource.KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "tuned, 200, false",
        "tuned, 429, false",
        "over-h2, 200, true",
        "over-h2, 503, true",
        "tuned, 200, true"
    })
    void theClientSeesTheListAndNothingElse(String model, int status, boolean http2) {
        Map<String, String> sent = new TreeMap<>();
        PASSED_DOWN.forEach(name -> sent.put(name, "passed-" + name));
        KEPT_FROM_CLIENT.forEach(name -> sent.put(name, "kept-" + name));
        Answer answer = Answer.start().status(status, sent);
        Gateway.begin(status == 200 ? answer.role().tokens("a").finish("stop").done() : answer);

        Map<String, String> seen = http2
                ? new TreeMap<>(overHttp2(model, Map.of()).headers())
                : new TreeMap<>(Gateway.ask(model).answer().headers());

        Set<String> expected = new TreeSet<>(PASSED_DOWN);
        expected.addAll(Set.of("content-type", "content-length", "x-request-id", "x-sluice-route"));
        if (status == 200) {
            expected.addAll(Set.of("x-sluice-model", "x-sluice-rung"));
        }
        seen.keySet().removeIf(name -> name.startsWith(":"));
        assertThat(new TreeSet<>(seen.keySet())).isEqualTo(expected);
        PASSED_DOWN.forEach(name -> assertThat(seen).containsEntry(name, "passed-" + name));
        assertThat(seen.values()).noneMatch(value -> value.startsWith("kept-"));
    }

    private static int askOverHttp1(String model, Map<String, String> headers) {
        List<String> lines = new ArrayList<>(List.of(Gateway.AUTHORIZATION));
        headers.forEach((name, value) -> lines.add(name + ": " + value));
        try (var client = Gateway.connect()
                .post(
                        "/v1/chat/completions",
                        Gateway.chat(model).encode(),
                        lines.toArray(String[]::new))) {
            return client.answer().status();
        }
    }

    private static int askOverHttp2(String model, Map<String, String> headers) {
        return overHttp2(model, headers).status();
    }
}
