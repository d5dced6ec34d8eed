package dev.sluice.demo.rollout;

import java.util.Locale;

/** The three candidates, each on a route of its own, and how users like them. */
enum Candidate {
    /** Better than what there is: to be promoted. */
    GOOD(4.4),
    /** Answers as fast and as safely, and is liked less: only ratings tell. */
    WORSE(3.2),
    /** Fails whatever it is asked. */
    BROKEN(1.0);

    /** How users like what every route serves today. */
    static final double TODAY = 4.2;

    static final String TODAY_MODEL = "v1";

    private final double rating;

    Candidate(double rating) {
        this.rating = rating;
    }

    /** The mean of the ratings that its answers get. */
    double rating() {
        return rating;
    }

    /** Its route and its experiment. */
    String route() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its model. */
    String model() {
        return route() + "-v2";
    }
}
