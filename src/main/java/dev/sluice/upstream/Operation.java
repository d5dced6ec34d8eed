package dev.sluice.upstream;

/** What is asked of an upstream, and the path below its address where it is asked. */
public enum Operation {
    CHAT_COMPLETIONS("/chat/completions"),
    COMPLETIONS("/completions"),
    EMBEDDINGS("/embeddings");

    private final String path;

    Operation(String path) {
        this.path = path;
    }

    /** The path below the upstream's address. */
    public String path() {
        return path;
    }
}
