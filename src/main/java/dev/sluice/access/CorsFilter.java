package dev.sluice.access;

import dev.sluice.config.ConfigStore;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets the pages of the origins in {@code listen.cors} read answers, errors among them. It stands
 * before {@link AccessFilter}: a browser asks first (the preflight), and sends no key with that.
 *
 * <p>Other origins get the answer that a program would get, without the headers that would let
 * their pages read it, rather than Vert.x's 403: browsers send the header {@code Origin} with what
 * Sluice's own pages post, too.
 */
@ApplicationScoped
class CorsFilter {
    /** After the check of the framing, before the one of the key. */
    private static final int BEFORE_THE_KEY = 1500;

    private static final String ANY = "*";

    /** So long may a browser go without asking again; Chromium's own limit is two hours. */
    private static final int MAX_AGE_SECONDS = 3600;

    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE);

    /** By origin, {@code *} for any; empty where there are none. */
    private volatile Map<String, CorsHandler> allowed;

    CorsFilter(ConfigStore config) {
        config.subscribe(changed -> allowed = handlers(changed.listen().cors()));
        this.allowed = handlers(config.current().listen().cors());
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_THE_KEY);
    }

    private void check(RoutingContext context) {
        Map<String, CorsHandler> now = allowed;
        if (now.isEmpty()) {
            context.next();
            return;
        }
        String origin = context.request().getHeader(HttpHeaders.ORIGIN);
        CorsHandler any = now.get(ANY);
        if (any == null) {
            // Whatever is kept of this answer is for this origin only, or for none.
            context.response().putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        }
        CorsHandler handler = origin == null ? null : any == null ? now.get(origin) : any;
        if (handler == null) {
            context.next();
            return;
        }
        if (context.request().method() == HttpMethod.OPTIONS) {
            RequestId.give(context); // A preflight ends here.
        }
        handler.handle(context);
    }

    private static Map<String, CorsHandler> handlers(List<String> origins) {
        return origins.stream()
                .distinct()
                .collect(Collectors.toUnmodifiableMap(origin -> origin, CorsFilter::handler));
    }

    /**
     * Writes the headers for one origin. Never with credentials: a key is sent by the page itself,
     * not by the browser. So {@code *} stands for all headers, and no list of them can be too
     * short.
     */
    private static CorsHandler handler(String origin) {
        return CorsHandler.create()
                .addOrigin(origin)
                .allowedMethods(METHODS)
                .exposedHeader(ANY)
                .allowPrivateNetwork(true)
                .maxAgeSeconds(MAX_AGE_SECONDS);
    }
}
