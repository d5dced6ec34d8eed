package dev.sluice.config.server;

import dev.sluice.config.bind.Setting;

import java.util.List;
import java.util.regex.Pattern;

/** Where the gateway listens. */
public record ListenConfig(
        @Setting(
                value = "Address of the API. Anything but the loopback needs keys.",
                byDefault = "127.0.0.1",
                expected = "an IP address or a host name",
                pattern = ListenConfig.HOST)
        String host,

        @Setting(
                value = "Port of the API; 0 picks a free one.",
                byDefault = "8080",
                min = 0,
                max = 65_535)
        int port,

        @Setting("Where health and metrics are served.") ManagementConfig management,

        @Setting(
                value = "Origins whose web pages may read answers, as https://app.example; * "
                        + "stands for all of them, and needs keys. Absent: none but Sluice's "
                        + "own pages.",
                expected = "an origin as browsers send it, such as https://app.example or "
                        + "http://localhost:5173: lower case, without a path, a slash at the end "
                        + "or the scheme's usual port; or *",
                pattern = ListenConfig.ORIGIN)
        List<String> cors) {

    static final String HOST = "[A-Za-z0-9.:%_-]{1,255}";

    /** What browsers send, or {@code *}; extensions of browsers have origins of their own. */
    static final String ORIGIN = "\\*|(?!http:.*:80$|https:.*:443$)"
            + "https?://([a-z0-9][a-z0-9.-]{0,252}|\\[[0-9a-f:.]{2,45}\\])(:[1-9][0-9]{0,4})?"
            + "|chrome-extension://[a-p]{32}"
            + "|moz-extension://[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** Stands for every origin. */
    static final String ANY_ORIGIN = "*";

    private static final Pattern LOOPBACK = Pattern.compile(
            "localhost|::1|127(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}",
            Pattern.CASE_INSENSITIVE);

    /**
     * Whether only this machine can reach the API; anything that is not clearly a loopback address
     * counts as open.
     */
    public boolean isLoopback() {
        return LOOPBACK.matcher(host).matches();
    }

    /** Whether the addresses are the same, which are bound at the start. */
    public boolean bindsLike(ListenConfig other) {
        return host.equals(other.host) && port == other.port && management.equals(other.management);
    }

    /**
     * Where health and metrics are served. They need no key, so the default is the loopback
     * address.
     */
    public record ManagementConfig(
            @Setting(
                    value = "Address of health and metrics.",
                    byDefault = "127.0.0.1",
                    expected = "an IP address or a host name",
                    pattern = ListenConfig.HOST)
            String host,

            @Setting(
                    value = "Port of health and metrics; 0 picks a free one.",
                    byDefault = "9000",
                    min = 0,
                    max = 65_535)
            int port) {}
}
