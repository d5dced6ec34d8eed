package dev.sluice.config;

import dev.sluice.config.ConfigResult.Invalid;
import dev.sluice.config.ConfigResult.Valid;

/** What Sluice does with no {@code sluice.yaml} at all: one small model on this machine. */
public final class ConfigDefaults {
    /** The configuration as a file would have it. */
    public static final String YAML = """
            upstreams:
              local: { provider: local }
            models:
              smollm2-135m-instruct: { kind: local, upstream: local, file: smollm2-135m-instruct }
            """;

    /**
     * What problems call it: a key in the data directory can be wrong even without a configuration
     * file.
     */
    static final String FILE = "(built-in configuration)";

    private ConfigDefaults() {}

    /** The built-in configuration, without any keys. */
    public static SluiceConfig standard() {
        return switch (new ConfigReader(name -> null).read(FILE, YAML)) {
            case Valid valid -> valid.config();
            case Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }
}
