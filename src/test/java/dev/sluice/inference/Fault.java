package dev.sluice.inference;

import dev.sluice.inference.climb.BreakingUpstream;
import dev.sluice.simulator.Answer;

import io.vertx.core.http.HttpVersion;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One way to spoil an inference: a row, or a few, of the fault table.
 *
 * @param cases how it is brought about; those of the same mode have to come to the same
 */
record Fault(Moment moment, String name, List<Case> cases) {
    Fault {
        cases = List.copyOf(cases);
    }

    static Fault of(Moment moment, String name, Case... cases) {
        return new Fault(moment, name, List.of(cases));
    }

    /** When it happens: a section of the table. */
    enum Moment {
        BEFORE_THE_HEAD("Before the upstream's head"),
        BEFORE_COMMIT("After the upstream's head, before the first content"),
        AFTER_COMMIT("After the first content"),
        CLIENT("The client leaves"),
        EVERY_RUNG("Every rung of the ladder fails so");

        private final String title;

        Moment(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /**
     * Which models and routes of the test configuration lead to it: alone, and as the first of two
     * rungs.
     */
    enum Lane {
        PLAIN("tuned", "slang"),
        SHORT_PHASES("hurried", "patient"),
        SHORT_TOTAL("brief", "brief-ladder"),
        SHORT_ATTEMPT("hasty", "patient"),
        KEPT_ALIVE("quiet-alone", "quiet"),
        BARE_SOCKET("on-other", "other-ladder"),
        NOWHERE("unreachable", "fallback"),
        LADDER("slang", "slang");

        private final String alone;
        private final String first;

        Lane(String alone, String first) {
            this.alone = alone;
            this.first = first;
        }

        String model(HttpVersion upstream, boolean ladder) {
            String name = ladder ? first : alone;
            if (upstream == HttpVersion.HTTP_1_1) {
                return name;
            }
            return name.equals("tuned") ? "over-h2" : name + "-h2";
        }

        /**
         * Whether its connections have to stand already: making them may take longer than its
         * deadlines allow.
         */
        boolean isHasty() {
            return this == SHORT_PHASES || this == SHORT_TOTAL || this == SHORT_ATTEMPT;
        }

        /** Whether every track has routes for it. */
        boolean isOnEveryTrack() {
            return this == PLAIN || isHasty();
        }
    }

    /** Whether the client stays to the end. */
    enum Leaving {
        NEVER,
        ONCE_THE_UPSTREAM_IS_ASKED,
        AFTER_ITS_HEAD,
        AFTER_THE_FIRST_TOKEN,
        WHILE_IT_DOES_NOT_READ
    }

    /**
     * How it is brought about.
     *
     * @param answer what the simulator answers; null where another upstream is asked
     * @param breaking what an upstream of bare sockets does; null where the simulator is asked
     * @param warm whether the upstream's connection has served a call before
     * @param gate what opens once the client has its head; null for nothing
     */
    record Case(
            boolean streaming,
            Lane lane,
            @Nullable Answer answer,
            BreakingUpstream.@Nullable Reply breaking,
            boolean warm,
            Leaving leaving,
            @Nullable String gate) {
        static Case stream(Answer answer) {
            return new Case(true, Lane.PLAIN, answer, null, false, Leaving.NEVER, null);
        }

        static Case document(Answer answer) {
            return new Case(false, Lane.PLAIN, answer, null, false, Leaving.NEVER, null);
        }

        static Case breaking(boolean streaming, BreakingUpstream.Reply reply) {
            return new Case(streaming, Lane.BARE_SOCKET, null, reply, false, Leaving.NEVER, null);
        }

        static Case nowhere(boolean streaming) {
            return new Case(streaming, Lane.NOWHERE, null, null, false, Leaving.NEVER, null);
        }

        Case over(Lane other) {
            return new Case(streaming, other, answer, breaking, other.isHasty(), leaving, gate);
        }

        Case onceConnected() {
            return new Case(streaming, lane, answer, breaking, true, leaving, gate);
        }

        Case leaving(Leaving when) {
            return new Case(streaming, lane, answer, breaking, warm, when, gate);
        }

        Case opening(String name) {
            return new Case(streaming, lane, answer, breaking, warm, leaving, name);
        }

        /** Whether it makes sense to ask what a second rung would have done. */
        boolean hasNextRung() {
            return leaving == Leaving.NEVER && lane != Lane.LADDER;
        }
    }
}
