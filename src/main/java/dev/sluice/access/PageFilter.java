package dev.sluice.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.MimeMapping;
import io.vertx.ext.web.RoutingContext;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Answers for pages and their files what the server of static files leaves open: the content type
 * of a HEAD, and methods that only read nothing.
 */
@ApplicationScoped
class PageFilter {
    private static final int AFTER_THE_KEY = 900;

    private final Refusal refusal;

    PageFilter(Refusal refusal) {
        this.refusal = refusal;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, AFTER_THE_KEY);
    }

    private void check(RoutingContext context) {
        String path = context.normalizedPath();
        if (!AccessFilter.isOpen(path)) {
            context.next();
            return;
        }
        HttpMethod method = context.request().method();
        if (method == HttpMethod.HEAD) {
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, contentType(path));
        } else if (method != HttpMethod.GET) {
            context.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            refusal.answer(
                    context,
                    405,
                    "the method is " + method + " (expected: GET, HEAD)",
                    "method_not_allowed");
            return;
        }
        context.next();
    }

    /** As the server of static files has it for GET. */
    private static String contentType(String path) {
        String type = path.equals("/") ? "text/html" : MimeMapping.getMimeTypeForFilename(path);
        return type == null
                ? "application/octet-stream"
                : type.startsWith("text") ? type + ";charset=UTF-8" : type;
    }
}
