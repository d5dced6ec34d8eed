package dev.sluice.vocabulary;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What an upstream is asked for, and the path below its address. */
public enum Operation implements Labelled {
    CHAT_COMPLETIONS("chat_completions", "/chat/completions"),
    COMPLETIONS("completions", "/completions"),
    EMBEDDINGS("embeddings", "/embeddings");

    /** All of them; immutable. */
    public static final Set<Operation> ALL =
            Collections.unmodifiableSet(EnumSet.allOf(Operation.class));

    public static final Lexicon<Operation> WORDS = Lexicon.of(Operation.class);

    private final String label;
    private final String path;

    Operation(String label, String path) {
        this.label = label;
        this.path = path;
    }

    @Override
    public String label() {
        return label;
    }

    /** Whether messages are exchanged, so that an answer can be asked for again, or carried on. */
    public boolean isConversation() {
        return this == CHAT_COMPLETIONS;
    }

    /** The path below the upstream's address. */
    public String path() {
        return path;
    }
}
