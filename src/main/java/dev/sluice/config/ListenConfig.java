package dev.sluice.config;

/** Where the gateway listens. */
public record ListenConfig(
        @Setting(value = "Address of the API.", byDefault = "127.0.0.1")
        String host,

        @Setting(value = "Port of the API; 0 picks a free one.", byDefault = "8080", min = 0, max = 65_535)
        int port,

        @Setting("Where health and metrics are served.") ManagementConfig management) {

    /** Where health and metrics are served; nothing there needs a key, so it stays on the loopback unless told otherwise. */
    public record ManagementConfig(
            @Setting(value = "Address of health and metrics.", byDefault = "127.0.0.1")
            String host,

            @Setting(
                    value = "Port of health and metrics; 0 picks a free one.",
                    byDefault = "9000",
                    min = 0,
                    max = 65_535)
            int port) {}
}
