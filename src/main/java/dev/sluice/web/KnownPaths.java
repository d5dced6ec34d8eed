package dev.sluice.web;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The paths of {@code openapi.yaml}, which a test holds to the code, and their methods. Only a
 * refusal asks for them: the REST layer says that a method is wrong, and not which would be right.
 */
final class KnownPaths {
    private static final String FILE = "META-INF/openapi.yaml";

    /** The document is this jar's own; its answers are shared by reference a few hundred times. */
    private static final int ALIASES_MAX = 10_000;

    private static final Set<String> METHODS =
            Set.of("get", "post", "put", "patch", "delete", "head", "options");

    private final List<Known> paths;

    private KnownPaths(List<Known> paths) {
        this.paths = paths;
    }

    /** The paths of this build; read when the first request is refused. */
    static KnownPaths instance() {
        return Holder.INSTANCE;
    }

    /** What may be asked for there, in the alphabet's order; empty for a path that is not known. */
    Set<String> methods(String path) {
        Set<String> methods = new TreeSet<>();
        for (Known known : paths) {
            if (known.pattern().matcher(path).matches()) {
                methods.addAll(known.methods());
            }
        }
        return methods;
    }

    static KnownPaths read(InputStream document) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(ALIASES_MAX);
        Map<String, Object> root = new Yaml(new SafeConstructor(options)).load(document);
        List<Known> known = new ArrayList<>();
        if (root.get("paths") instanceof Map<?, ?> paths) {
            paths.forEach((path, item) -> {
                if (item instanceof Map<?, ?> operations) {
                    known.add(new Known(pattern(String.valueOf(path)), methods(operations)));
                }
            });
        }
        return new KnownPaths(known);
    }

    private static Set<String> methods(Map<?, ?> operations) {
        Set<String> methods = new TreeSet<>();
        for (Object name : operations.keySet()) {
            if (METHODS.contains(name)) {
                methods.add(String.valueOf(name).toUpperCase(Locale.ROOT));
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    /** A route's name may have slashes; no other parameter has. */
    private static Pattern pattern(String path) {
        return Pattern.compile(path.replaceAll("[.]", "\\\\.")
                .replace("{route}", ".+")
                .replaceAll("\\{[^}]*}", "[^/]+"));
    }

    private record Known(Pattern pattern, Set<String> methods) {}

    /** Read once, when somebody asks. */
    private static final class Holder {
        static final KnownPaths INSTANCE = load();

        private static KnownPaths load() {
            ClassLoader loader = Objects.requireNonNullElse(
                    Thread.currentThread().getContextClassLoader(),
                    KnownPaths.class.getClassLoader());
            try (InputStream document = loader.getResourceAsStream(FILE)) {
                return document == null ? new KnownPaths(List.of()) : read(document);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
