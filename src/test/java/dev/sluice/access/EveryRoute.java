package dev.sluice.access;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;

import jakarta.ws.rs.Path;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The routes that a gateway really has: those of its router, and those of its resources, which
 * stand behind one route without a path of its own: every class of this build is looked at.
 */
final class EveryRoute {
    /** A test has the router answer there with a failure. */
    private static final String OF_A_TEST = "/v1/broken";

    private EveryRoute() {}

    /** All of a router, but for what a test has added to it. */
    static List<Route> ofMain(Router router) {
        return router.getRoutes().stream()
                .filter(route -> !OF_A_TEST.equals(route.getPath()))
                .toList();
    }

    /**
     * A method of a path.
     *
     * @param path with a made-up step for each parameter, and no star
     */
    record Endpoint(HttpMethod method, String path) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** All of them that say which method they are for. */
    static Set<Endpoint> endpoints(Router router) throws IOException, URISyntaxException {
        Stream<Endpoint> ofRouter = ofMain(router).stream()
                .filter(route -> route.getPath() != null && route.methods() != null)
                .flatMap(route -> route.methods().stream()
                        .map(method -> new Endpoint(method, sample(route.getPath()))));
        return Stream.concat(ofRouter, resources().flatMap(EveryRoute::endpoints))
                .filter(endpoint -> endpoint.method() != HttpMethod.HEAD)
                .collect(Collectors.toCollection(
                        () -> new TreeSet<>(Comparator.comparing(Endpoint::toString))));
    }

    /** The paths of all of them. */
    static Set<String> paths(Router router) throws IOException, URISyntaxException {
        return Stream.concat(
                        router.getRoutes().stream()
                                .map(Route::getPath)
                                .filter(path -> path != null)
                                .map(EveryRoute::sample),
                        resources().flatMap(EveryRoute::endpoints).map(Endpoint::path))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Endpoint> endpoints(Class<?> resource) {
        String root = resource.getAnnotation(Path.class).value();
        return Arrays.stream(resource.getDeclaredMethods())
                .flatMap(method -> verbs(method)
                        .map(verb -> new Endpoint(
                                HttpMethod.valueOf(verb), sample(root + below(method)))));
    }

    private static Stream<String> verbs(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation ->
                        annotation.annotationType().getAnnotation(jakarta.ws.rs.HttpMethod.class))
                .filter(verb -> verb != null)
                .map(jakarta.ws.rs.HttpMethod::value);
    }

    private static String below(Method method) {
        Path path = method.getAnnotation(Path.class);
        return path == null ? "" : "/" + path.value();
    }

    /** A choice of words, as in {@code {command: start|stop}}, is its first. */
    private static String sample(String path) {
        return path.replaceAll("\\{[a-z]+: ([a-z]+)\\|[^}]*}", "$1")
                .replaceAll("\\*$", "any")
                .replaceAll(":[a-z]+|\\{[a-z]+(: [^}]*)?}", "any");
    }

    private static Stream<Class<?>> resources() throws IOException, URISyntaxException {
        URL inClasses =
                Thread.currentThread().getContextClassLoader().getResource("META-INF/openapi.yaml");
        java.nio.file.Path root =
                java.nio.file.Path.of(inClasses.toURI()).getParent().getParent();
        try (Stream<java.nio.file.Path> files = Files.walk(root)) {
            return files
                    .map(file -> root.relativize(file).toString())
                    .filter(file -> file.startsWith("dev/sluice/") && file.endsWith(".class"))
                    .map(file -> file.replace(".class", "").replace('/', '.'))
                    .<Class<?>>map(EveryRoute::load)
                    .filter(type -> type.isAnnotationPresent(Path.class))
                    .toList()
                    .stream();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
