package dev.sluice.inference.door;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.ErrorFormat;
import dev.sluice.dialect.openai.OpenAiDialect;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The protocols that clients may speak, each on paths of its own. */
final class Dialects {
    static final List<Dialect> ALL = List.of(OpenAiDialect.INSTANCE);

    private static final Map<String, Dialect> BY_PATH = byPath();

    private Dialects() {}

    /**
     * How errors are written on a path: in the protocol that is spoken there, and in OpenAI's where
     * none is.
     *
     * @param path of the URL; null when the request had none that can be read
     */
    static ErrorFormat errorsAt(@Nullable String path) {
        return BY_PATH.getOrDefault(path, OpenAiDialect.INSTANCE).errors();
    }

    private static Map<String, Dialect> byPath() {
        Map<String, Dialect> dialects = new HashMap<>();
        ALL.forEach(
                dialect -> dialect.paths().keySet().forEach(path -> dialects.put(path, dialect)));
        return dialects;
    }
}
