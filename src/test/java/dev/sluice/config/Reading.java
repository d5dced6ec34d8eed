package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.confidence.settings.AnswerRulesConfig;
import dev.sluice.config.bind.ConfigProblem;

import java.util.List;
import java.util.Map;

/** Reads texts for the tests of this package. */
public final class Reading {
    /**
     * The smallest file with one upstream of each provider and a model on each; tests append to it.
     */
    public static final String SMALL = """
            upstreams:
              openai: { provider: openai, url: https://api.openai.com/v1 }
              local: { provider: local }
            models:
              base: { kind: base, upstream: openai }
              small: { kind: local, upstream: local, file: smol }
            """;

    static final AnswerRulesConfig NO_RULES =
            new AnswerRulesConfig(false, false, false, null, null);

    private Reading() {}

    public static ConfigResult read(String yaml, Map<String, String> environment) {
        return new ConfigReader(environment::get).read("sluice.yaml", yaml);
    }

    /** The configuration, which has to be valid. */
    public static SluiceConfig config(String yaml, Map<String, String> environment) {
        ConfigResult result = read(yaml, environment);
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result).config();
    }

    public static SluiceConfig config(String yaml) {
        return config(yaml, Map.of());
    }

    /** The lines an operator sees, of a text that has to be refused. */
    public static List<String> problems(String yaml, Map<String, String> environment) {
        ConfigResult result = read(yaml, environment);
        assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
        return ((ConfigResult.Invalid) result)
                .problems().stream().map(ConfigProblem::toString).toList();
    }

    public static List<String> problems(String yaml) {
        return problems(yaml, Map.of());
    }

    /** The warnings of a text that has to be accepted. */
    public static List<String> warnings(String yaml) {
        ConfigResult result = read(yaml, Map.of());
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result)
                .warnings().stream().map(ConfigProblem::toString).toList();
    }
}
