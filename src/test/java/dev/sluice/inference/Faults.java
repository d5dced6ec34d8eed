package dev.sluice.inference;

import static dev.sluice.inference.Fault.Moment.BEFORE_COMMIT;
import static dev.sluice.inference.Fault.Moment.BEFORE_THE_HEAD;
import static dev.sluice.inference.Fault.Moment.CLIENT;
import static dev.sluice.inference.Fault.Moment.EVERY_RUNG;
import static dev.sluice.inference.StreamFaults.OVERLONG;
import static dev.sluice.inference.StreamFaults.afterCommit;
import static dev.sluice.inference.StreamFaults.ends;

import dev.sluice.inference.Fault.Case;
import dev.sluice.inference.Fault.Lane;
import dev.sluice.inference.Fault.Leaving;
import dev.sluice.inference.climb.BreakingUpstream.Reply;
import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every fault of the table. Where the gateway gives up in the middle of an answer, the answer
 * stalls behind the fault: so that the upstream sees the reset and has not ended by itself just
 * before.
 */
final class Faults {
    private static final String ERROR_429 = "{\"error\":{\"message\":\"slow "
            + "down\",\"type\":\"requests\",\"param\":null,\"code\":429}}";

    private Faults() {}

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        all.addAll(beforeTheHead());
        all.addAll(statuses());
        all.addAll(beforeCommit());
        all.addAll(errorsInside200());
        all.addAll(afterCommit());
        all.addAll(ends());
        all.addAll(clients());
        all.addAll(everyRung());
        return all;
    }

    private static List<Fault> beforeTheHead() {
        Answer rst = Answer.start().cut(Step.Cut.How.RST);
        Answer fin = Answer.start().cut(Step.Cut.How.FIN);
        return List.of(
                Fault.of(
                        BEFORE_THE_HEAD,
                        "connection refused",
                        Case.nowhere(true),
                        Case.nowhere(false)),
                Fault.of(
                        BEFORE_THE_HEAD,
                        "cut on a new connection",
                        Case.breaking(true, Reply.NOTHING),
                        Case.breaking(false, Reply.NOTHING)),
                Fault.of(
                        BEFORE_THE_HEAD,
                        "cut on a kept connection",
                        Case.stream(rst).onceConnected(),
                        Case.stream(fin).onceConnected()),
                Fault.of(
                        BEFORE_THE_HEAD,
                        "cut within the head",
                        Case.breaking(true, Reply.HALF_A_HEAD),
                        Case.breaking(false, Reply.HALF_A_HEAD)),
                Fault.of(
                        BEFORE_THE_HEAD,
                        "no head within `head`",
                        Case.stream(Answer.start().stall()).over(Lane.SHORT_PHASES)),
                Fault.of(
                        BEFORE_THE_HEAD,
                        "no head within the upstream's `total`",
                        Case.document(Answer.start().stall()).over(Lane.SHORT_ATTEMPT)),
                Fault.of(
                        BEFORE_THE_HEAD,
                        "no head within the route's `total`",
                        Case.stream(Answer.start().stall()).over(Lane.SHORT_TOTAL),
                        Case.document(Answer.start().stall()).over(Lane.SHORT_TOTAL)));
    }

    private static List<Fault> statuses() {
        List<Fault> all = new ArrayList<>();
        for (int status : new int[] {400, 401, 403, 404, 408, 409, 413, 422}) {
            all.add(status("status " + status, Answer.refusing(status)));
        }
        all.add(status(
                "status 429, `retry-after: 7`",
                Answer.start().status(429, Map.of("retry-after", "7"))));
        all.add(status("status 500", Answer.refusing(500)));
        all.add(status("status 502", Answer.refusing(502)));
        all.add(status(
                "status 502, a page of HTML",
                Answer.start()
                        .status(
                                502,
                                Map.of("content-type", "text/html"),
                                "<html><h1>502 Bad Gateway</h1></html>")));
        all.add(status(
                "status 503, `x-should-retry: false`",
                Answer.start().status(503, Map.of("x-should-retry", "false"))));
        all.add(status("status 529", Answer.refusing(529)));
        all.add(status(
                "status 307, a redirect",
                Answer.start().status(307, Map.of("location", "http://127.0.0.1:1/"), "")));
        return all;
    }

    private static Fault status(String name, Answer answer) {
        // The model has taken what the gateway adds, or it would be asked again without it.
        return Fault.of(
                BEFORE_THE_HEAD, name, Case.stream(answer).onceConnected(), Case.document(answer));
    }

    private static List<Fault> beforeCommit() {
        return List.of(
                Fault.of(
                        BEFORE_COMMIT,
                        "cut behind the head",
                        Case.stream(Answer.start().head().cut(Step.Cut.How.FIN)),
                        Case.stream(Answer.start().head().cut(Step.Cut.How.RST)),
                        Case.stream(Answer.start().role().cut(Step.Cut.How.FIN)),
                        Case.breaking(false, Reply.HEAD)),
                Fault.of(
                        BEFORE_COMMIT,
                        "cut half way through the document",
                        Case.document(Answer.start().tokens("a", "b").cut(Step.Cut.How.FIN)),
                        Case.document(Answer.start().tokens("a", "b").cut(Step.Cut.How.RST))),
                Fault.of(
                        BEFORE_COMMIT,
                        "no token within `first-token`",
                        Case.stream(Answer.start().head().stall()).over(Lane.SHORT_PHASES),
                        Case.stream(Answer.start().role().stall()).over(Lane.SHORT_PHASES)),
                Fault.of(
                        BEFORE_COMMIT,
                        "no document within the upstream's `total`",
                        Case.document(Answer.start().head().stall()).over(Lane.SHORT_ATTEMPT)),
                Fault.of(
                        BEFORE_COMMIT,
                        "nothing more within the route's `total`",
                        Case.stream(Answer.start().role().stall()).over(Lane.SHORT_TOTAL),
                        Case.document(Answer.start().head().stall()).over(Lane.SHORT_TOTAL)),
                Fault.of(
                        BEFORE_COMMIT,
                        "an empty body",
                        Case.stream(Answer.start().head()),
                        Case.document(Answer.start().raw(""))),
                Fault.of(
                        BEFORE_COMMIT,
                        "`[DONE]` at once",
                        Case.stream(Answer.start().done().stall())),
                Fault.of(
                        BEFORE_COMMIT,
                        "a page of HTML with status 200",
                        Case.stream(Answer.start()
                                .status(200, Map.of("content-type", "text/html"))
                                .raw("<html></html>")
                                .stall()),
                        Case.document(Answer.start()
                                .status(200, Map.of("content-type", "text/html"))
                                .raw("<html></html>"))),
                Fault.of(
                        BEFORE_COMMIT,
                        "broken JSON",
                        Case.stream(Answer.start().role().malformed().stall()),
                        Case.document(Answer.start().malformed())),
                Fault.of(
                        BEFORE_COMMIT,
                        "an event above `limits.frame`",
                        Case.stream(Answer.start().raw("data: " + OVERLONG).stall())),
                Fault.of(
                        BEFORE_COMMIT,
                        "silent for long, then status 503; the client has its head by a keep-alive",
                        Case.stream(Answer.start().gate("fail").status(503, Map.of()))
                                .over(Lane.KEPT_ALIVE)
                                .opening("fail")),
                Fault.of(
                        BEFORE_COMMIT,
                        "silent for long, then cut; the client has its head by a keep-alive",
                        Case.stream(Answer.start().role().gate("fail").cut(Step.Cut.How.FIN))
                                .over(Lane.KEPT_ALIVE)
                                .opening("fail")));
    }

    private static List<Fault> errorsInside200() {
        return List.of(
                Fault.of(
                        BEFORE_COMMIT,
                        "an error inside the 200",
                        Case.stream(Answer.start()
                                .error("overloaded", "server_error")
                                .stall()),
                        Case.stream(Answer.start()
                                .role()
                                .error("overloaded", "server_error")
                                .stall()),
                        Case.document(Answer.start().error("overloaded", "server_error"))),
                Fault.of(
                        BEFORE_COMMIT,
                        "an error inside the 200 whose code is 429",
                        Case.stream(Answer.start()
                                .raw("data: " + ERROR_429 + "\n\n")
                                .stall()),
                        Case.document(Answer.start().raw(ERROR_429))),
                Fault.of(
                        BEFORE_COMMIT,
                        "an error inside the 200 that is no object",
                        Case.stream(Answer.start()
                                .raw("data: {\"error\":\"overloaded\"}\n\n")
                                .stall()),
                        Case.document(Answer.start().raw("{\"error\":\"overloaded\"}"))));
    }

    private static List<Fault> clients() {
        Answer endless = Answer.start()
                .role()
                .repeated("a".repeat(1000), 20_000)
                .finish("stop")
                .done();
        return List.of(
                Fault.of(
                        CLIENT,
                        "before the upstream's head",
                        Case.stream(Answer.start().stall())
                                .leaving(Leaving.ONCE_THE_UPSTREAM_IS_ASKED),
                        Case.document(Answer.start().stall())
                                .leaving(Leaving.ONCE_THE_UPSTREAM_IS_ASKED)),
                Fault.of(
                        CLIENT,
                        "after the upstream's head, before the first content",
                        Case.stream(Answer.start().head().stall())
                                .leaving(Leaving.ONCE_THE_UPSTREAM_IS_ASKED),
                        Case.stream(Answer.start().role().stall())
                                .leaving(Leaving.ONCE_THE_UPSTREAM_IS_ASKED),
                        Case.document(Answer.start().head().stall())
                                .leaving(Leaving.ONCE_THE_UPSTREAM_IS_ASKED)),
                Fault.of(
                        CLIENT,
                        "with its head by a keep-alive, before the first content",
                        Case.stream(Answer.start().stall())
                                .over(Lane.KEPT_ALIVE)
                                .leaving(Leaving.AFTER_ITS_HEAD)),
                Fault.of(
                        CLIENT,
                        "after a token",
                        Case.stream(Answer.start().role().tokens("a").stall())
                                .leaving(Leaving.AFTER_THE_FIRST_TOKEN)),
                Fault.of(
                        CLIENT,
                        "while it does not read and the upstream is paused",
                        Case.stream(endless).leaving(Leaving.WHILE_IT_DOES_NOT_READ)));
    }

    private static List<Fault> everyRung() {
        Answer busy =
                Answer.start().status(503, Map.of("retry-after", "1", "x-should-retry", "true"));
        return List.of(
                Fault.of(
                        EVERY_RUNG,
                        "status 503, `retry-after: 1`, `x-should-retry: true`",
                        Case.stream(busy).over(Lane.LADDER),
                        Case.document(busy).over(Lane.LADDER)),
                Fault.of(
                        EVERY_RUNG,
                        "an error inside the 200",
                        Case.stream(Answer.start()
                                        .error("overloaded", "server_error")
                                        .stall())
                                .over(Lane.LADDER),
                        Case.document(Answer.start().error("overloaded", "server_error"))
                                .over(Lane.LADDER)),
                Fault.of(
                        EVERY_RUNG,
                        "status 400: the request is at fault, so that no other rung is asked",
                        Case.stream(Answer.refusing(400)).over(Lane.LADDER).onceConnected(),
                        Case.document(Answer.refusing(400)).over(Lane.LADDER)));
    }
}
