package dev.sluice.model.store;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where and how models are fetched.
 *
 * @param hub the Hugging Face hub or a mirror with the same paths
 * @param token for the hub and no other host; null to ask anonymously
 * @param connect limit for one connection
 * @param idle longest time without a byte
 * @param python the interpreter for pip; null to look for one when it is needed
 */
public record PullSettings(
        URI hub,
        @Nullable String token,
        Duration connect,
        Duration idle,
        @Nullable Python python) {
    private static final URI PUBLIC_HUB = URI.create("https://huggingface.co");

    /** Reads {@code HF_ENDPOINT} and {@code HF_TOKEN} as the hub's own tools do. */
    public static PullSettings of(Map<String, String> environment) throws PullException.BadRequest {
        String token = environment.getOrDefault("HF_TOKEN", "").strip();
        return new PullSettings(
                hub(environment.getOrDefault("HF_ENDPOINT", "").strip()),
                token.isEmpty() ? null : token,
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                null);
    }

    private static URI hub(String endpoint) throws PullException.BadRequest {
        if (endpoint.isEmpty()) {
            return PUBLIC_HUB;
        }
        URI uri;
        try {
            uri = URI.create(endpoint.replaceFirst("/+$", ""));
        } catch (IllegalArgumentException malformed) {
            throw badEndpoint();
        }
        if (uri.getHost() == null
                || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
            throw badEndpoint();
        }
        return uri;
    }

    /** Does not repeat the value, because an address may contain a password. */
    private static PullException.BadRequest badEndpoint() {
        return new PullException.BadRequest(
                "HF_ENDPOINT is not a web address: expected something like https://huggingface.co");
    }

    @Override
    public String toString() {
        return "PullSettings[hub=%s, token=%s]"
                .formatted(hub.getHost(), token == null ? "none" : "***");
    }
}
