package dev.sluice.inference.door;

import dev.sluice.dialect.ErrorFormat;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Answers clients of models at paths where there is nothing. Most have a base URL without {@code
 * /v1}, with it twice, or with what another server has before it; they are told the right path
 * rather than answered there, as OpenAI does: one path for one thing.
 */
@ApplicationScoped
class NothingRoute {
    /**
     * After every route that has a path, and before the REST layer's own (from 10,000 on), which
     * would answer in the format of the administration API.
     */
    private static final int BEFORE_REST = 9_000;

    private static final String BASE = "/v1";

    /** What there is, the longer path before one that it ends like. */
    private static final List<String> PATHS = Stream.concat(
                    Dialects.ALL.stream().flatMap(dialect -> dialect.paths().keySet().stream()),
                    Stream.of(ModelsRoute.PATH))
            .sorted(Comparator.comparingInt(String::length)
                    .reversed()
                    .thenComparing(Comparator.naturalOrder()))
            .toList();

    void register(@Observes Router router) {
        router.route(BASE + "/*").order(BEFORE_REST).handler(NothingRoute::answer);
        String ends = PATHS.stream()
                .map(path -> Pattern.quote(end(path)))
                .collect(Collectors.joining("|"));
        router.routeWithRegex("(?i)(?!/api/).*(" + ends + ")/?")
                .order(BEFORE_REST)
                .handler(NothingRoute::answer);
    }

    private static void answer(RoutingContext context) {
        String path = context.normalizedPath();
        ErrorFormat errors = Dialects.errorsAt(path);
        Replies.notFound(context, errors, hint(path));
    }

    /** What was meant, or what there is. */
    static String hint(String path) {
        String written = path.toLowerCase(Locale.ROOT);
        String whole = written.endsWith("/") ? written.substring(0, path.length() - 1) : written;
        return PATHS.stream()
                .filter(known -> whole.endsWith(end(known)))
                .findFirst()
                .map(known -> "did you mean " + known + "?")
                .orElse("there are " + String.join(", ", PATHS));
    }

    private static String end(String path) {
        return path.startsWith(BASE) ? path.substring(BASE.length()) : path;
    }
}
