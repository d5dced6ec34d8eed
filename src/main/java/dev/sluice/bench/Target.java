package dev.sluice.bench;

import dev.sluice.config.bind.Secret;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Something on the loopback that answers chat completions.
 *
 * @param name as it is shown; the gateway is compared with the others
 * @param key the API key for its requests; null for none
 * @param meter reads what it uses; null where that says nothing
 */
public record Target(
        String name,
        int port,
        @Nullable Secret key,
        @Nullable ProcessMeter meter) {
    /** The name of the upstream itself. */
    public static final String DIRECT = "direct";

    /** The name of the plain proxy in front of it. */
    public static final String NGINX = "nginx";

    /** The name of the gateway in front of it. */
    public static final String GATEWAY = "gateway";

    static final String HOST = "127.0.0.1";
    static final String PATH = "/v1/chat/completions";

    Target(String name, int port, @Nullable Secret key) {
        this(name, port, key, null);
    }

    /** Processor time used so far; zero where there is no meter. */
    Duration processor() {
        return meter == null ? Duration.ZERO : meter.processor();
    }

    OptionalDouble residentMebibytes() {
        return meter == null ? OptionalDouble.empty() : meter.residentMebibytes();
    }

    /** A whole GET request for a path. */
    byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\nhost: " + HOST + ":" + port
                        + "\r\naccept: text/plain\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** A whole request, ready to be written again and again. */
    byte[] request(String body) {
        return post(PATH, body);
    }

    /** The same for another path. */
    byte[] post(String path, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nhost: " + HOST + ":" + port + "\r\n"
                + (key == null ? "" : "authorization: Bearer " + key.value() + "\r\n")
                + "content-type: application/json\r\ncontent-length: " + content.length
                + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        return all;
    }
}
