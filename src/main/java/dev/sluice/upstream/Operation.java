package dev.sluice.upstream;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What is asked of an upstream, and the path below its address where it is asked. */
public enum Operation {
    CHAT_COMPLETIONS("chat_completions", "/chat/completions"),
    COMPLETIONS("completions", "/completions"),
    EMBEDDINGS("embeddings", "/embeddings");

    /** All of them; immutable. */
    public static final Set<Operation> ALL =
            Collections.unmodifiableSet(EnumSet.allOf(Operation.class));

    private final String label;
    private final String path;

    Operation(String label, String path) {
        this.label = label;
        this.path = path;
    }

    /** The value in metrics and records. */
    public String label() {
        return label;
    }

    /** The path below the upstream's address. */
    public String path() {
        return path;
    }
}
