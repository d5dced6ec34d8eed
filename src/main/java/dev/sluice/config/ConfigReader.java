package dev.sluice.config;

import dev.sluice.config.ConfigResult.Invalid;
import dev.sluice.config.ConfigResult.Valid;
import dev.sluice.config.bind.Binder;
import dev.sluice.config.bind.ConfigProblem;
import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.bind.Nodes;
import dev.sluice.config.bind.RecordShape;
import dev.sluice.config.bind.Variables;
import dev.sluice.config.bind.YamlTree;
import dev.sluice.config.server.KeyConfig;
import dev.sluice.config.server.KeyRules;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Turns the text of {@code sluice.yaml} into a valid {@link SluiceConfig}, or into everything that
 * is wrong with it; never throws because of a file's content. Immutable and thread-safe; does no
 * I/O of its own.
 */
public final class ConfigReader {
    private final Variables variables;
    private final Function<String, @Nullable String> schemas;

    /**
     * A reader that does not check the files that a configuration refers to.
     *
     * @param environment gives the value of an environment variable, null when it is not set:
     *     {@code System::getenv}
     */
    public ConfigReader(Function<String, @Nullable String> environment) {
        this(environment, file -> null);
    }

    /**
     * @param environment gives the value of an environment variable; null when it is not set
     * @param schemas says what is wrong with the JSON Schema in a file; null for nothing
     */
    ConfigReader(
            Function<String, @Nullable String> environment,
            Function<String, @Nullable String> schemas) {
        this.variables = new Variables(environment);
        this.schemas = schemas;
    }

    /**
     * Reads one file.
     *
     * @param file its name in problems
     */
    public ConfigResult read(String file, byte[] content) {
        return read(new Source(file, ByteBuffer.wrap(content)), null);
    }

    /**
     * Reads one text.
     *
     * @param file its name in problems
     */
    public ConfigResult read(String file, String text) {
        return read(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a file, and optionally a second one that contains only keys, which are added to those
     * of the first.
     */
    ConfigResult read(Source config, @Nullable Source keys) {
        Diagnostics diagnostics = new Diagnostics(
                keys == null ? List.of(config.file()) : List.of(config.file(), keys.file()));
        FieldPath root = FieldPath.root(config.file());
        SluiceConfig main = main(config, root, diagnostics);
        Map<FieldPath, KeyConfig> entries = new LinkedHashMap<>();
        List<FieldPath> keyLists = new ArrayList<>(List.of(root.field("keys")));
        addKeys(main.keys(), keyLists.getFirst(), entries);
        if (keys != null) {
            keyLists.add(FieldPath.root(keys.file()));
            addKeys(keyList(keys, keyLists.getLast(), diagnostics), keyLists.getLast(), entries);
        }
        SluiceConfig merged = new SluiceConfig(
                main.upstreams(),
                main.models(),
                main.routes(),
                List.copyOf(entries.values()),
                main.listen(),
                main.database(),
                main.limits(),
                main.shutdown(),
                main.embeddings(),
                main.records(),
                main.webhooks());
        new ConfigRules(
                        merged,
                        root,
                        new KeyRules(entries, keyLists, diagnostics),
                        diagnostics,
                        schemas)
                .check();
        return diagnostics.hasProblems()
                ? new Invalid(diagnostics.problems())
                : new Valid(merged, diagnostics.warnings());
    }

    /** Reads a file that contains only a list of keys. */
    KeysResult readKeys(Source keys) {
        Diagnostics diagnostics = new Diagnostics(List.of(keys.file()));
        List<KeyConfig> list = keyList(keys, FieldPath.root(keys.file()), diagnostics);
        return new KeysResult(diagnostics.hasProblems() ? List.of() : list, diagnostics.problems());
    }

    private SluiceConfig main(Source config, FieldPath root, Diagnostics diagnostics) {
        Node tree = YamlTree.parse(config.content(), root, diagnostics);
        if (tree == null && diagnostics.isSound(root)) {
            // No defaults here: an editor that truncates before it writes must not remove every
            // model for a second.
            diagnostics.fail(root, "is empty, expected upstreams and models");
        }
        return new Binder(diagnostics, variables).root(SluiceConfig.class, tree, root);
    }

    private List<KeyConfig> keyList(Source keys, FieldPath root, Diagnostics diagnostics) {
        Node tree = YamlTree.parse(keys.content(), root, diagnostics);
        if (tree == null
                || (tree instanceof SequenceNode empty && empty.getValue().isEmpty())) {
            return List.of();
        }
        diagnostics.place(root, Nodes.spot(tree));
        RecordShape.Field field = RecordShape.of(SluiceConfig.class).field("keys");
        Object list = new Binder(diagnostics, variables).value(field, tree, root);
        List<KeyConfig> typed = new ArrayList<>();
        for (Object key : (List<?>) list) {
            typed.add((KeyConfig) key);
        }
        return typed;
    }

    private static void addKeys(
            List<KeyConfig> keys, FieldPath path, Map<FieldPath, KeyConfig> entries) {
        for (int i = 0; i < keys.size(); i++) {
            entries.put(path.at(i), keys.get(i));
        }
    }

    /**
     * A file's content.
     *
     * @param file its name in problems
     */
    record Source(String file, ByteBuffer content) {}

    /**
     * The result of reading a list of keys.
     *
     * @param keys empty if there are problems
     */
    record KeysResult(List<KeyConfig> keys, List<ConfigProblem> problems) {}
}
