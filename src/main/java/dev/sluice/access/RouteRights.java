package dev.sluice.access;

import static dev.sluice.access.Permission.ADMINISTER;
import static dev.sluice.access.Permission.ASK;
import static dev.sluice.access.Permission.COMMAND;
import static dev.sluice.access.Permission.RATE_OWN;
import static dev.sluice.access.Permission.READ_FIGURES;
import static dev.sluice.access.Permission.READ_TEXTS;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.HEAD;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What each route needs: the one table of it, asked by {@link AccessFilter} before any route is
 * looked for. A test walks the routes of the running gateway and fails for one without a line here,
 * and for one of which {@code docs/security.md} says something else. Immutable.
 *
 * <p>The routes are not asked, because some answer before others could be stopped. So whatever has
 * no line is closed rather than open: below {@code /api} only an administrator is told that there
 * is nothing.
 */
final class RouteRights {
    /** As routes are declared: {@code {name}} is one step of the path, {@code {name+}} are some. */
    private static final List<Line> LINES = List.of(
            on("/v1/chat/completions").may(POST, ASK),
            on("/v1/completions").may(POST, ASK),
            on("/v1/embeddings").may(POST, ASK),
            on("/v1/models").may(GET, ASK),
            on("/v1/models/{name+}").may(GET, ASK),
            on("/tokenize").may(POST, ASK),
            on("/detokenize").may(POST, ASK),
            on("/tokenizer_info").may(GET, ASK),
            on("/q/openapi").may(GET, ASK),
            on("/api/caller").may(GET, ASK),
            on("/api/feedback").may(POST, RATE_OWN).may(GET, READ_TEXTS),
            on("/api/feedback/summary").may(GET, READ_FIGURES),
            on("/api/inferences").may(GET, READ_FIGURES),
            on("/api/inferences/export").may(GET, READ_FIGURES).with("text", READ_TEXTS),
            on("/api/inferences/{id}").may(GET, READ_FIGURES),
            on("/api/inferences/{id}/request").may(GET, READ_TEXTS),
            on("/api/inferences/{id}/stream").may(GET, READ_TEXTS),
            on("/api/models").may(GET, READ_FIGURES),
            on("/api/experiments").may(GET, READ_FIGURES).may(POST, COMMAND),
            on("/api/experiments/{id}").may(GET, READ_FIGURES).may(PUT, COMMAND),
            on("/api/experiments/{id}/{command}").may(POST, COMMAND),
            on("/api/experiments/{id}/analysis").may(GET, READ_FIGURES),
            on("/api/experiments/{id}/changes").may(GET, READ_FIGURES),
            on("/api/experiments/{id}/decisions").may(GET, READ_FIGURES),
            on("/api/experiments/{id}/events").may(GET, READ_FIGURES),
            on("/api/experiments/{id}/looks").may(GET, READ_FIGURES),
            on("/api/experiments/{id}/webhooks").may(GET, READ_FIGURES),
            on("/api/experiments/routes/{route+}/switch")
                    .may(GET, READ_FIGURES)
                    .may(PUT, COMMAND)
                    .may(DELETE, COMMAND),
            on("/api/audit").may(GET, ADMINISTER),
            on("/api/audit/end").may(GET, ADMINISTER),
            on("/api/audit/export").may(GET, ADMINISTER),
            on("/api/keys").may(GET, ADMINISTER));

    /** What the management port tells everybody who reaches it: figures for probes and scrapers. */
    private static final Pattern FOR_WATCHERS = Pattern.compile("/q/(health|metrics)(/.*)?");

    private static final Comparator<Permission> BY_ROLE = Comparator.comparing(Permission::least);

    private static final Map<String, Line> PLAIN = plain();

    private RouteRights() {}

    /**
     * What a request needs. Where several lines fit a path, the one that asks for the most counts:
     * it does not matter which of their routes answers. A method that a path does not have needs
     * the most that any of its methods does, so that the 405 is told to those who use the path.
     *
     * @param path normalized
     * @param parameters of the query, which few lines look at
     */
    static Permission needed(HttpMethod method, String path, Supplier<MultiMap> parameters) {
        Line plain = PLAIN.get(path);
        if (plain != null && !path.startsWith("/api/")) {
            return plain.needed(method, parameters);
        }
        if (path.indexOf(';') >= 0) {
            // What follows is a parameter to the REST layer, which leaves it out of the path, and a
            // part of the name to others. No path of ours has one.
            return ADMINISTER;
        }
        String whole = path.length() > 1 && path.endsWith("/")
                ? path.substring(0, path.length() - 1)
                : path;
        List<Line> fitting = LINES.stream().filter(line -> line.fits(whole)).toList();
        List<Line> exact = fitting.stream().filter(line -> line.has(method)).toList();
        return (exact.isEmpty() ? fitting : exact)
                .stream()
                        .map(line -> line.needed(method, parameters))
                        .max(BY_ROLE)
                        .orElseGet(() -> unlisted(whole));
    }

    /** Whether a path of the management port needs no key. */
    static boolean isForWatchers(String path) {
        return FOR_WATCHERS.matcher(path).matches();
    }

    /** Whether the table names that method of a route, written as the route is declared. */
    static boolean lists(HttpMethod method, String path) {
        return LINES.stream().anyMatch(line -> line.fits(path) && line.has(method));
    }

    /** Elsewhere there is nothing, which every client that has lost its way is told. */
    private static Permission unlisted(String path) {
        return isBelow(path, "/api") || isBelow(path, "/q") ? ADMINISTER : ASK;
    }

    private static boolean isBelow(String path, String root) {
        return path.equals(root) || path.startsWith(root + "/");
    }

    private static Map<String, Line> plain() {
        Map<String, Line> plain = new HashMap<>();
        LINES.stream().filter(Line::isPlain).forEach(line -> plain.put(line.path(), line));
        return Map.copyOf(plain);
    }

    private static Line on(String path) {
        return new Line(path, Pattern.compile(regex(path)), Map.of(), Map.of());
    }

    private static String regex(String path) {
        return Arrays.stream(path.split("/"))
                .map(step -> step.endsWith("+}") ? ".+" : step.startsWith("{") ? "[^/]+" : step)
                .reduce((above, step) -> above + "/" + step)
                .orElseThrow();
    }

    /**
     * One path.
     *
     * @param needs by method; what HEAD needs is what GET needs
     * @param asked what a parameter needs beyond that, unless it is false
     */
    private record Line(
            String path,
            Pattern pattern,
            Map<HttpMethod, Permission> needs,
            Map<String, Permission> asked) {
        Line may(HttpMethod method, Permission needed) {
            Map<HttpMethod, Permission> more = new HashMap<>(needs);
            more.put(method, needed);
            return new Line(path, pattern, Map.copyOf(more), asked);
        }

        Line with(String parameter, Permission needed) {
            return new Line(path, pattern, needs, Map.of(parameter, needed));
        }

        boolean isPlain() {
            return path.indexOf('{') < 0;
        }

        boolean fits(String written) {
            return isPlain() ? path.equals(written) : pattern.matcher(written).matches();
        }

        boolean has(HttpMethod method) {
            return needs.containsKey(method == HEAD ? GET : method);
        }

        Permission needed(HttpMethod method, Supplier<MultiMap> parameters) {
            Permission needed = needs.get(method == HEAD ? GET : method);
            if (needed == null) {
                return needs.values().stream().max(BY_ROLE).orElseThrow();
            }
            for (Map.Entry<String, Permission> parameter : asked.entrySet()) {
                List<String> values = parameters.get().getAll(parameter.getKey());
                if (values.stream().anyMatch(value -> !value.equals("false"))
                        && BY_ROLE.compare(parameter.getValue(), needed) > 0) {
                    needed = parameter.getValue();
                }
            }
            return needed;
        }
    }
}
