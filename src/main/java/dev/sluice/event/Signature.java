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
 * Signs deliveries as Standard Webhooks 1.0 says: HMAC-SHA256 over id, time and body. Its text does
 * not show the key. Safe for any thread.
 */
final class Signature {
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    private Signature(byte[] key) {
        this.key = new SecretKeySpec(key, HMAC);
    }

    /**
     * With a secret of the configuration: base64 behind {@code whsec_}, else the text's bytes as
     * they are.
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
     * The headers that say what a delivery is and whose it is.
     *
     * @param id of the message, the same for each attempt; without a full stop
     * @param at the time of this attempt
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
            throw new IllegalStateException(impossible); // Every Java platform has this one.
        }
    }
}
