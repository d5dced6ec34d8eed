package dev.sluice.vocabulary;

/** What a key may do, from the least to the most: each role may do what those before it may. */
public enum Role implements Labelled {
    /** Asks models, and says of the answers to its own key what people think of them. */
    CLIENT("client"),

    /** Reads figures: records, experiments, models; no text of anybody. */
    READER("reader"),

    /** Reads texts, and says what it thinks of any answer. */
    REVIEWER("reviewer"),

    /** Commands: experiments, rollouts, the switches of routes. */
    OPERATOR("operator"),

    /** Administers keys and whatever else decides who may do what. */
    ADMIN("admin");

    public static final Lexicon<Role> WORDS = Lexicon.of(Role.class);

    private final String label;

    Role(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }

    /** Whether it may do all that the other one may. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
