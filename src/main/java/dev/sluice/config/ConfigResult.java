package dev.sluice.config;

import dev.sluice.config.bind.ConfigProblem;

import java.util.List;

/** The result of reading a configuration: a valid one, or everything that is wrong with it. */
public sealed interface ConfigResult {
    /**
     * A configuration that can be used.
     *
     * @param config complete, with defaults
     * @param warnings what the operator should know anyway, in the order of the files
     */
    record Valid(SluiceConfig config, List<ConfigProblem> warnings) implements ConfigResult {}

    /**
     * A configuration that cannot be used.
     *
     * @param problems everything that is wrong, in the order of the files; never empty
     */
    record Invalid(List<ConfigProblem> problems) implements ConfigResult {}
}
