package dev.sluice.event;

import dev.sluice.egress.WebhookConfig;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name of a webhook, used everywhere because its address must not be shown. */
final class Webhook {
    private static final int DIGITS = 8;

    private Webhook() {}

    /** The host, and the beginning of the address's SHA-256: {@code example.com#3fa9c1d2}. */
    static String name(WebhookConfig config) {
        return name(config.url());
    }

    static String name(URI url) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(url.toString().getBytes(StandardCharsets.UTF_8));
            return url.getHost() + "#" + HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // Every Java platform has SHA-256.
        }
    }
}
