package dev.sluice.bench;

import dev.sluice.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Something on the loopback that answers chat completions.
 *
 * @param name as it is shown; {@link #DIRECT} is what the others are compared with
 * @param key what it wants to be called with
 */
public record Target(String name, int port, @Nullable Secret key) {
    /** The name of the upstream itself. */
    public static final String DIRECT = "direct";

    /** The name of the gateway in front of it. */
    public static final String GATEWAY = "gateway";

    static final String HOST = "127.0.0.1";
    static final String PATH = "/v1/chat/completions";

    /** A whole request, ready to be written again and again. */
    byte[] request(String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + PATH + " HTTP/1.1\r\nhost: " + HOST + ":" + port + "\r\n"
                + (key == null ? "" : "authorization: Bearer " + key.value() + "\r\n")
                + "content-type: application/json\r\ncontent-length: " + content.length + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        return all;
    }
}
