package dev.sluice.inference;

import static dev.sluice.inference.LadderFault.Mode.DOCUMENT;
import static dev.sluice.inference.LadderFault.Mode.FLOOR;
import static dev.sluice.inference.LadderFault.Mode.HOLDBACK;
import static dev.sluice.inference.LadderFault.Mode.STREAMS;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Logprobs;
import dev.sluice.simulator.PiecePace;
import dev.sluice.simulator.Step.Cut.How;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One way in which a rung of a ladder of three can fail.
 *
 * @param upstream which upstream of the test configuration stands behind that rung
 * @param modes in which modes of the route it makes sense
 * @param answers how it is brought about; all have to come to the same
 */
record LadderFault(String name, String upstream, List<Mode> modes, List<Answer> answers) {
    private static final String OVERLONG = "data: " + "x".repeat(1_200_000);
    private static final double SURE = 0.9;
    private static final double UNSURE = 0.5;

    /** How the route holds answers back, and the client asks. */
    enum Mode {
        NONE,
        HOLDBACK,
        GATE,
        REPLACE,
        DOCUMENT,
        FLOOR;

        static final List<Mode> STREAMS = List.of(NONE, HOLDBACK, GATE, REPLACE);

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        String route(String upstream, int rung) {
            return "matrix-" + (this == DOCUMENT ? HOLDBACK : this).label() + "-" + upstream + "-"
                    + rung;
        }
    }

    /** All of them, by how far the answer gets. */
    static List<LadderFault> all() {
        List<LadderFault> all = new ArrayList<>();
        Answer tooLong = Answer.start()
                .status(400, Map.of(), "{\"error\":{\"message\":\"long\",\"param\":\"messages\"}}");
        all.addAll(both("status 400", "sim", tooLong, tooLong));
        for (int status : new int[] {401, 408, 500, 503}) {
            all.addAll(both(
                    "status " + status, "sim", Answer.refusing(status), Answer.refusing(status)));
        }
        Answer busy = Answer.start().status(429, Map.of("retry-after", "7"));
        all.addAll(both("status 429, `retry-after: 7`", "sim", busy, busy));
        all.addAll(both("connection refused", "nowhere", Answer.start(), Answer.start()));
        all.addAll(beforeContent());
        all.addAll(silences());
        all.addAll(withinTheWindow());
        all.addAll(afterTheWindow());
        return all;
    }

    private static List<LadderFault> beforeContent() {
        Answer html = Answer.start().status(200, Map.of("content-type", "text/html"));
        Answer overloaded = Answer.start().error("overloaded", "server_error");
        List<LadderFault> all = new ArrayList<>();
        Answer reset = Answer.start().cut(How.RST);
        all.addAll(both("cut before the head", "sim-h2", reset, reset));
        all.add(streams(
                "cut behind the head",
                "sim",
                Answer.start().head().cut(How.FIN),
                Answer.start().head().cut(How.RST),
                Answer.start().role().cut(How.FIN)));
        all.addAll(both("an error inside the 200", "sim", overloaded.stall(), overloaded));
        all.addAll(both(
                "broken JSON",
                "sim",
                Answer.start().role().malformed().stall(),
                Answer.start().malformed()));
        all.addAll(both(
                "an empty body", "sim", Answer.start().head(), Answer.start().raw("")));
        all.add(streams("`[DONE]` at once", "sim", Answer.start().done().stall()));
        all.addAll(both(
                "a page of HTML with status 200",
                "sim",
                html.raw("<html></html>").stall(),
                html.raw("<html></html>")));
        all.add(streams(
                "an event above `limits.frame`",
                "sim",
                Answer.start().raw(OVERLONG).stall()));
        return all;
    }

    private static List<LadderFault> silences() {
        List<LadderFault> all = new ArrayList<>();
        Answer silent = Answer.start().stall();
        all.addAll(both("silence before the head", "hasty", silent, silent));
        Answer head = Answer.start().head().stall();
        all.addAll(both("silence before the first token", "hasty", head, head));
        all.add(streams("silence after 2 tokens", "hasty", two().stall()));
        all.add(streams("silence after 4 tokens", "hasty", four(SURE).stall()));
        all.add(new LadderFault(
                "slower than the floor",
                "hasty",
                List.of(FLOOR),
                List.of(Answer.start().role().tokens("a").stall())));
        return all;
    }

    private static List<LadderFault> withinTheWindow() {
        List<LadderFault> all = new ArrayList<>();
        all.add(streams("cut after 2 tokens", "sim", two().cut(How.FIN), two().cut(How.RST)));
        all.add(new LadderFault(
                "cut after 2 tokens",
                "sim",
                List.of(DOCUMENT),
                List.of(two().cut(How.FIN), two().cut(How.RST))));
        all.add(streams(
                "an error event after 2 tokens",
                "sim",
                two().error("overloaded", "server_error").stall()));
        all.add(new LadderFault(
                "4 unsure tokens",
                "hasty",
                List.of(HOLDBACK),
                List.of(four(UNSURE).stall())));
        Answer unsure = tokens(UNSURE, "a", "b").finish("stop").done();
        all.addAll(both("a whole answer that is unsure", "sim", unsure, unsure));
        return all;
    }

    private static List<LadderFault> afterTheWindow() {
        return List.of(
                streams(
                        "cut after 4 tokens",
                        "sim",
                        four(SURE).cut(How.FIN),
                        four(SURE).cut(How.RST)),
                streams(
                        "an error event after 4 tokens",
                        "sim",
                        four(SURE).error("overloaded", "server_error").stall()),
                streams(
                        "broken JSON after 4 tokens",
                        "sim",
                        four(SURE).malformed().stall()),
                streams(
                        "an event above `limits.frame` after 4 tokens",
                        "sim",
                        four(SURE).raw(OVERLONG).stall()),
                streams(
                        "ends after 4 tokens without a finish reason and `[DONE]`",
                        "sim",
                        four(SURE)));
    }

    private static LadderFault streams(String name, String upstream, Answer... answers) {
        return new LadderFault(name, upstream, STREAMS, List.of(answers));
    }

    private static List<LadderFault> both(
            String name, String upstream, Answer stream, Answer document) {
        return List.of(
                streams(name, upstream, stream),
                new LadderFault(name, upstream, List.of(DOCUMENT), List.of(document)));
    }

    private static Answer two() {
        return tokens(SURE, "a", "b");
    }

    private static Answer four(double probability) {
        return tokens(probability, "a", "b", "c", "d");
    }

    static Answer tokens(double probability, String... tokens) {
        return Answer.start()
                .role()
                .tokens(PiecePace.NONE, new Logprobs(true, List.of(Math.log(probability))), tokens);
    }
}
