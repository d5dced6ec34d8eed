package dev.sluice.config.server;

import dev.sluice.config.bind.Setting;

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

        @Setting("Where health and metrics are served.") ManagementConfig management) {

    static final String HOST = "[A-Za-z0-9.:%_-]{1,255}";

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
