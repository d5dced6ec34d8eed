package dev.sluice.vocabulary;

/** Who caused the end of an inference. */
public enum Party implements Labelled {
    CLIENT("client"),
    UPSTREAM("upstream"),
    GATEWAY("gateway"),

    /** For an outcome that only a later version knows. */
    UNKNOWN("unknown");

    public static final Lexicon<Party> WORDS = Lexicon.of(Party.class, UNKNOWN);

    private final String label;

    Party(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
