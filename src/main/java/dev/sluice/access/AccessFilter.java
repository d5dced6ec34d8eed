package dev.sluice.access;

import dev.sluice.telemetry.AccessMeters;
import dev.sluice.vocabulary.Role;

import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Guards every route of the HTTP server (invariant 16): gives each request its id and admits it
 * only with a key, and only to what the role of that key may do ({@link RouteRights}, invariant
 * 18). Only the pages that ask for the key, and their files, are open.
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

    /** The code of a refusal for lack of a role, which the pages know too. */
    private static final String ROLE_NEEDED = "role_needed";

    private static final int BEFORE_EVERYTHING = 1000;
    private static final String BEARER = "bearer ";
    private static final Pattern LOOPBACK_ADDRESS = Pattern.compile("127(\\.\\d{1,3}){3}");

    private final Keys keys;
    private final KeyUses uses;
    private final Refusal refusal;
    private final AccessMeters meters;

    AccessFilter(Keys keys, KeyUses uses, Refusal refusal, AccessMeters meters) {
        this.keys = keys;
        this.uses = uses;
        this.refusal = refusal;
        this.meters = meters;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_EVERYTHING);
    }

    /** What is not for everybody there asks for a key, as it would on the other port. */
    void register(@Observes ManagementInterface management) {
        management.router().route().order(-BEFORE_EVERYTHING).handler(context -> {
            if (keys.table().isEmpty() || RouteRights.isForWatchers(context.normalizedPath())) {
                context.next();
            } else {
                check(context);
            }
        });
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
        } else if (open) {
            context.next();
        } else if (identify(table, context)) {
            checkRole(context);
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

    private void checkRole(RoutingContext context) {
        Permission needed = RouteRights.needed(
                context.request().method(), context.normalizedPath(), context::queryParams);
        Role role = Caller.role(context);
        if (needed.isOf(role)) {
            context.next();
            return;
        }
        meters.refused(role, needed.label());
        String least = needed.least().label();
        refusal.answer(
                context,
                403,
                "the key '" + Caller.key(context) + "' has the role " + role.label()
                        + " (expected for this: " + roles(needed) + "); whoever runs the gateway "
                        + "makes a key that has it with ./sluice key new NAME --role " + least
                        + ", or gives it to this one with role: " + least,
                ROLE_NEEDED);
    }

    private static String roles(Permission needed) {
        return Role.WORDS.words().stream()
                .filter(needed::isOf)
                .map(Role::label)
                .collect(Collectors.joining(" or "));
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
