package dev.sluice.config.route;

import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.bind.Shown;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Refuses verifiers that ask each other in a circle, across any number of routes. Each route is
 * visited once. Confined to one thread; made for one reading.
 */
public final class VerifierRules {
    private final Map<String, RouteConfig> routes;
    private final FieldPath path;
    private final Diagnostics diagnostics;
    private final Map<String, List<Question>> asked = new HashMap<>();
    private final Set<String> done = new HashSet<>();

    /** @param path of the routes */
    public VerifierRules(Map<String, RouteConfig> routes, FieldPath path, Diagnostics diagnostics) {
        this.routes = routes;
        this.path = path;
        this.diagnostics = diagnostics;
    }

    public void check() {
        routes.forEach((name, route) -> asked.put(name, questions(path.field(name), route)));
        routes.keySet().forEach(this::walk);
    }

    /** Depth first, without recursion: a file may have a long chain of routes. */
    private void walk(String start) {
        if (done.contains(start)) {
            return;
        }
        Set<String> path = new LinkedHashSet<>(List.of(start));
        Deque<Step> steps = new ArrayDeque<>(List.of(new Step(start, questionsOf(start))));
        while (!steps.isEmpty()) {
            Step step = steps.getLast();
            if (!step.left().hasNext()) {
                steps.removeLast();
                path.remove(step.route());
                done.add(step.route());
                continue;
            }
            Question question = step.left().next();
            if (path.contains(question.route())) {
                refuse(question, path);
            } else if (!done.contains(question.route())) {
                path.add(question.route());
                steps.addLast(new Step(question.route(), questionsOf(question.route())));
            }
        }
    }

    private void refuse(Question question, Set<String> path) {
        List<String> cycle = path.stream()
                .dropWhile(route -> !route.equals(question.route()))
                .collect(Collectors.toList());
        cycle.add(question.route());
        diagnostics.refuse(
                question.path(),
                "is " + diagnostics.shown(question.path(), question.route())
                        + ", which closes a cycle of verifiers: "
                        + cycle.stream().map(Shown::name).collect(Collectors.joining(" -> "))
                        + "; a verifier must not be judged by what it judges");
    }

    /** The routes that a route asks; a model without a route of that name asks none. */
    private Iterator<Question> questionsOf(String route) {
        return asked.getOrDefault(route, List.of()).iterator();
    }

    private static List<Question> questions(FieldPath path, RouteConfig route) {
        List<Question> questions = new ArrayList<>();
        add(questions, path.field("confidence"), route.confidence());
        for (int i = 0; i < route.ladder().size(); i++) {
            ConfidenceConfig own = route.ladder().get(i).confidence();
            if (own != null) {
                add(questions, path.field("ladder").at(i).field("confidence"), own);
            }
        }
        return questions;
    }

    private static void add(List<Question> questions, FieldPath path, ConfidenceConfig confidence) {
        if (confidence.source() == ConfidenceConfig.Source.VERIFIER && confidence.route() != null) {
            questions.add(new Question(path.field("route"), confidence.route()));
        }
    }

    /** A reference to a route as a verifier, and where it is in the file. */
    private record Question(FieldPath path, String route) {}

    /** A route on the current path, with the references left to follow. */
    private record Step(String route, Iterator<Question> left) {}
}
