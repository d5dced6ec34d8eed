package dev.sluice.config.route;

import static dev.sluice.config.Reading.SMALL;
import static dev.sluice.config.Reading.problems;
import static dev.sluice.config.Reading.warnings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class VerifierRulesTest {
    @Test
    void needsARouteToAsk() {
        assertThat(problems(routes("  r: { window: { mode: gate }, confidence: { source: "
                        + "verifier }, ladder: [ { model: base } ] }")))
                .containsExactly("sluice.yaml:8:32: routes.r.confidence.route is missing,"
                        + " expected the route or model that is asked whether an answer is right");
    }

    @Test
    void refusesARouteThatNobodyAsks() {
        assertThat(problems(routes(
                        "  r: { confidence: { route: small }, ladder: [ { model: base } ] }")))
                .containsExactly("sluice.yaml:8:29: routes.r.confidence.route is given, but source "
                        + "logprobs asks no"
                        + " route, only source verifier does; remove it");
    }

    @Test
    void refusesARouteThatDoesNotExist() {
        assertThat(problems(routes(asks("r", "smal"))))
                .containsExactly(
                        "sluice.yaml:8:53: routes.r.confidence.route names the route \"smal\","
                                + " which does not exist, did you mean small?");
    }

    @Test
    void takesAModelOrAnotherRoute() {
        assertThat(warnings(routes(asks("r", "small")))).isEmpty();
        assertThat(warnings(
                        routes(asks("a", "b"), asks("b", "c"), asks("c", "small"), asks("d", "b"))))
                .isEmpty();
    }

    @Test
    void refusesARouteThatAsksItself() {
        assertThat(problems(routes(asks("r", "r"))))
                .containsExactly(
                        "sluice.yaml:8:53: routes.r.confidence.route is \"r\", which closes a "
                                + "cycle of"
                                + " verifiers: r -> r; a verifier must not be judged by what it "
                                + "judges");
    }

    @Test
    void namesTheWholeCycle() {
        assertThat(problems(routes(asks("x", "a"), asks("a", "b"), asks("b", "c"), asks("c", "a"))))
                .containsExactly(
                        "sluice.yaml:11:53: routes.c.confidence.route is \"a\", which closes a "
                                + "cycle of"
                                + " verifiers: a -> b -> c -> a; a verifier must not be judged by "
                                + "what it judges");
    }

    @Test
    void findsEachOfTwoCycles() {
        assertThat(problems(routes(asks("a", "b"), asks("b", "a"), asks("c", "d"), asks("d", "c"))))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("a -> b -> a"))
                .anySatisfy(problem -> assertThat(problem).contains("c -> d -> c"));
    }

    @Test
    void followsTheRungsOwnVerifiers() {
        String a = "  a: { window: { mode: gate }, ladder: [ { model: base }, { model: small,"
                + " confidence: { source: verifier, route: b } } ] }";

        assertThat(problems(routes(a, asks("b", "a"))))
                .containsExactly(
                        "sluice.yaml:9:53: routes.b.confidence.route is \"a\", which closes a "
                                + "cycle of"
                                + " verifiers: a -> b -> a; a verifier must not be judged by what "
                                + "it judges");
    }

    @Test
    void doesNotFollowAModelThatHasTheNameOfNoRoute() {
        assertThat(warnings(routes(asks("a", "base"), asks("b", "base")))).isEmpty();
    }

    /** A walk that called itself for each step would not come back. */
    @Test
    void followsALongChain() {
        StringBuilder routes = new StringBuilder(SMALL + "routes:\n");
        int last = 5_000;
        for (int i = 0; i < last; i++) {
            routes.append(asks("r" + i, "r" + (i + 1))).append('\n');
        }

        assertThat(warnings(routes + asks("r" + last, "small"))).isEmpty();
        assertThat(problems(routes + asks("r" + last, "r0")))
                .singleElement()
                .asString()
                .contains("verifiers: r0 -> r1 -> r2 -> ", " -> r4999 -> r5000 -> r0;");
    }

    private static String asks(String route, String verifier) {
        return "  " + route + ": { window: { mode: gate }, confidence: { route: " + verifier
                + ", source: verifier }, ladder: [ { model: base } ] }";
    }

    private static String routes(String... lines) {
        return SMALL + "routes:\n" + String.join("\n", List.of(lines)) + "\n";
    }
}
