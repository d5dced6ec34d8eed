package dev.sluice.access;

import dev.sluice.access.EveryRoute.Endpoint;
import dev.sluice.vocabulary.Role;

import io.vertx.core.http.HttpMethod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables of {@code docs/security.md} that say who may use which route. */
final class RolesDocument {
    private static final Path FILE = Path.of("docs/security.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]*) \\|[^|]*\\|([^|]*)\\|$");
    private static final Pattern ROUTE = Pattern.compile("`([A-Z]+) (/[^`]*)`");

    private final String text;

    private RolesDocument(String text) {
        this.text = text;
    }

    static RolesDocument read() throws IOException {
        return new RolesDocument(Files.readString(FILE));
    }

    /** The least role for each route, with a made-up step for each parameter of a path. */
    Map<Endpoint, Role> leastRoles() {
        Map<Endpoint, Role> roles = new LinkedHashMap<>();
        Matcher rows = ROW.matcher(text);
        while (rows.find()) {
            Role role = Role.WORDS.find(rows.group(1).replace("`", ""));
            if (role != null) {
                for (Endpoint route : routes(rows.group(2))) {
                    if (roles.put(route, role) != null) {
                        throw new AssertionError(route + " is in the table twice");
                    }
                }
            }
        }
        return roles;
    }

    /** The paths of another row. */
    Set<String> pathsFor(String whom) {
        Matcher rows = ROW.matcher(text);
        while (rows.find()) {
            if (rows.group(1).equals(whom)) {
                return routes(rows.group(2)).stream()
                        .map(Endpoint::path)
                        .collect(Collectors.toCollection(TreeSet::new));
            }
        }
        throw new AssertionError("no row for " + whom);
    }

    private static Set<Endpoint> routes(String cell) {
        return ROUTE.matcher(cell)
                .results()
                .map(route -> new Endpoint(
                        HttpMethod.valueOf(route.group(1)),
                        route.group(2).replaceAll("\\{[a-z]+}", "any")))
                .collect(Collectors.toSet());
    }
}
