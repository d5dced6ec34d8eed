package dev.sluice.config.bind;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${NAME}} and {@code ${NAME:-default}} with values of the environment; {@code $$}
 * before a brace stands for a plain dollar sign. Immutable; thread-safe if the environment is.
 */
public final class Variables {
    private static final Pattern REFERENCE = Pattern.compile(
            "(?<escape>\\$\\$\\{)|\\$\\{(?:(?<name>[A-Za-z_][A-Za-z0-9_]{0,127})(?<or>:"
                    + "-(?<other>[^}]*))?})?");

    private final Function<String, @Nullable String> environment;

    public Variables(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /**
     * The text with its variables replaced. An empty variable counts as not set, as with ":-" in a
     * shell.
     */
    Filled fill(String text) {
        if (!text.contains("${")) {
            return new Filled(text, false, null);
        }
        StringBuilder filled = new StringBuilder();
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            String name = matcher.group("name");
            if (matcher.group("escape") != null) {
                matcher.appendReplacement(filled, Matcher.quoteReplacement("${"));
            } else if (name == null) {
                return Filled.failed(
                        "has a ${ that is not followed by a name and }, expected ${NAME},"
                                + " ${NAME:-default}, or $${ for a plain ${");
            } else {
                String value = environment.apply(name);
                String given = value == null || value.isEmpty() ? matcher.group("other") : value;
                if (given == null) {
                    return Filled.failed("needs the environment variable " + name + ", which is "
                            + (value == null ? "not set" : "empty") + "; set it, or write ${" + name
                            + ":-default}");
                }
                matcher.appendReplacement(filled, Matcher.quoteReplacement(given));
            }
        }
        return new Filled(matcher.appendTail(filled).toString(), true, null);
    }

    /**
     * A text after its variables were replaced.
     *
     * @param text the result; meaningless if there is a problem
     * @param changed whether anything was replaced
     * @param problem what is wrong, null for nothing; contains no values
     */
    record Filled(String text, boolean changed, @Nullable String problem) {
        private static Filled failed(String problem) {
            return new Filled("", true, problem);
        }
    }
}
