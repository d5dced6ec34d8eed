package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Reads texts for the tests of this package. */
final class Reading {
    /**
     * The smallest file with one upstream of each provider and a model on each; tests append to it.
     */
    static final String SMALL = """
            upstreams:
              openai: { provider: openai, url: https://api.openai.com/v1 }
              local: { provider: local }
            models:
              base: { kind: base, upstream: openai }
              small: { kind: local, upstream: local, file: smol }
            """;

    private Reading() {}

    static ConfigResult read(String yaml, Map<String, String> environment) {
        return new ConfigReader(environment::get).read("sluice.yaml", yaml);
    }

    /** The configuration, which has to be valid. */
    static SluiceConfig config(String yaml, Map<String, String> environment) {
        ConfigResult result = read(yaml, environment);
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result).config();
    }

    static SluiceConfig config(String yaml) {
        return config(yaml, Map.of());
    }

    /** The lines an operator sees, of a text that has to be refused. */
    static List<String> problems(String yaml, Map<String, String> environment) {
        ConfigResult result = read(yaml, environment);
        assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
        return ((ConfigResult.Invalid) result)
                .problems().stream().map(ConfigProblem::toString).toList();
    }

    static List<String> problems(String yaml) {
        return problems(yaml, Map.of());
    }

    /** The warnings of a text that has to be accepted. */
    static List<String> warnings(String yaml) {
        ConfigResult result = read(yaml, Map.of());
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result)
                .warnings().stream().map(ConfigProblem::toString).toList();
    }
}
