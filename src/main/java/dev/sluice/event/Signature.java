package dev.sluice.event;

import dev.sluice.config.bind.Secret;
import dev.sluice.egress.WebhookConfig;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs deliveries as Standard Webhooks 1.0 defines: HMAC-SHA256 over id, time and body. Its {@code
 * toString} does not show the key. Thread-safe.
 */
final class Signature {
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    private Signature(byte[] key) {
        this.key = new SecretKeySpec(key, HMAC);
    }

    /**
     * Takes the key from a configured secret: base64 after {@code whsec_}, otherwise the bytes of
     * the text.
     */
    static Signature with(Secret secret) {
        String text = secret.value();
        return new Signature(
                text.startsWith(WebhookConfig.BASE64_PREFIX)
                        ? Base64.getDecoder()
                                .decode(text.substring(WebhookConfig.BASE64_PREFIX.length()))
                        : text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The headers that identify and sign a delivery.
     *
     * @param id of the message, the same for each attempt; contains no full stop
     * @param at time of this attempt
     */
    Map<String, String> headers(String id, Instant at, byte[] body) {
        String seconds = Long.toString(at.getEpochSecond());
        return Map.of(
                "webhook-id",
                id,
                "webhook-timestamp",
                seconds,
                "webhook-signature",
                "v1," + code(id, seconds, body));
    }

    private String code(String id, String seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // Every Java platform has HmacSHA256.
        }
    }
}
