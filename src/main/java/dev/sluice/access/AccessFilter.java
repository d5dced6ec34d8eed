package dev.sluice.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Guards every route of the HTTP server (invariant 16): gives each request its id and admits it
 * only with a key. Only the pages that ask for the key, and their files, are open.
 *
 * <p>Without keys Sluice listens on the loopback address only. A foreign web page could still reach
 * it there through a host name that resolves to 127.0.0.1, so the {@code Host} must then be a
 * loopback name.
 */
@ApplicationScoped
class AccessFilter {
    /** Paths that need no key; kept short on purpose. */
    static final Set<String> OPEN_PATHS = Set.of(
            "/",
            "/index.html",
            "/experiments.html",
            "/inferences.html",
            "/models.html",
            "/keys.html",
            "/favicon.ico");

    /** Folder with the files of the pages, which need no key. */
    static final String OPEN_FOLDER = "/assets/";

    private static final int BEFORE_EVERYTHING = 1000;
    private static final String BEARER = "bearer ";
    private static final Pattern LOOPBACK_ADDRESS = Pattern.compile("127(\\.\\d{1,3}){3}");

    private final Keys keys;
    private final KeyUses uses;
    private final Refusal refusal;

    AccessFilter(Keys keys, KeyUses uses, Refusal refusal) {
        this.keys = keys;
        this.uses = uses;
        this.refusal = refusal;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_EVERYTHING);
    }

    private void check(RoutingContext context) {
        RequestId.give(context);
        boolean open = isOpen(context.normalizedPath());
        if (open) {
            guardPage(context);
        }
        KeyTable table = keys.table();
        if (table.isEmpty()) {
            checkHost(context);
        } else if (open || identify(table, context)) {
            context.next();
        } else {
            context.response().putHeader("www-authenticate", "Bearer");
            boolean given = context.request().getHeader("authorization") != null;
            refusal.answer(
                    context,
                    401,
                    given
                            ? "the API key is unknown: check it, or ask for a new one"
                            : "an API key is needed: send it as 'Authorization: Bearer KEY'",
                    "invalid_api_key");
        }
    }

    /**
     * The page shows what models write: if it ever ended up as markup, the browser must not run it.
     */
    private static void guardPage(RoutingContext context) {
        context.response()
                .putHeader(
                        "content-security-policy",
                        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("referrer-policy", "no-referrer");
    }

    private boolean identify(KeyTable table, RoutingContext context) {
        String token = token(context);
        ApiKey key = token.isEmpty() ? null : table.find(token).orElse(null);
        if (key == null) {
            return false;
        }
        Caller.identify(context, key);
        uses.used(key);
        return true;
    }

    /** Whether the path is a page, or a file of one, which needs no key. */
    static boolean isOpen(String path) {
        return OPEN_PATHS.contains(path) || path.startsWith(OPEN_FOLDER);
    }

    private static String token(RoutingContext context) {
        String header = context.request().getHeader("authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : "";
    }

    private void checkHost(RoutingContext context) {
        var authority = context.request().authority();
        String host = authority == null ? "" : authority.host().toLowerCase(Locale.ROOT);
        boolean loopback = host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || host.equals("::1")
                || LOOPBACK_ADDRESS.matcher(host).matches();
        if (loopback) {
            context.next();
        } else {
            refusal.answer(
                    context,
                    403,
                    "the host is '" + host + "' (expected: a loopback name, since no API keys are "
                            + "configured; make one with ./sluice key new NAME)",
                    "host_not_allowed");
        }
    }
}
