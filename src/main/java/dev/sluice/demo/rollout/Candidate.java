package dev.sluice.demo.rollout;

import java.util.Locale;

/** The three candidates, each on its own route, and how much users like them. */
enum Candidate {
    /** Better than today's model: it should be promoted. */
    GOOD(4.4),
    /** As fast and as reliable, but liked less: only ratings show it. */
    WORSE(3.2),
    /** Fails on every request. */
    BROKEN(1.0);

    /** How much users like what every route serves today. */
    static final double TODAY = 4.2;

    static final String TODAY_MODEL = "v1";

    private final double rating;

    Candidate(double rating) {
        this.rating = rating;
    }

    /** The mean rating of its answers. */
    double rating() {
        return rating;
    }

    /** The name of its route and of its experiment. */
    String route() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its model. */
    String model() {
        return route() + "-v2";
    }
}
