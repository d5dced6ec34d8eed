package dev.sluice.simulator;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a {@link Script} from YAML, of which JSON is a part. */
final class ScriptParser {
    private static final String ANSWER =
            "a list of steps, echo, or sequence: with a list of answers";

    private ScriptParser() {}

    static Script read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new ScriptException(
                    file + ": can't be read (expected: a YAML or JSON file; " + e + ")");
        }
    }

    static Script parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Object loaded;
        try {
            loaded = new Yaml(new SafeConstructor(options)).load(text);
        } catch (YAMLException e) {
            throw new ScriptException(
                    "script: not YAML (expected: YAML or JSON): " + e.getMessage());
        }
        return script(new ScriptNode("", loaded));
    }

    private static Script script(ScriptNode root) {
        if (root.value() instanceof List<?>) {
            return new Script(Map.of(), List.of(answer(new ScriptNode("script", root.value()))));
        }
        Map<String, List<Answer>> models = new LinkedHashMap<>();
        List<Answer> others = List.of();
        for (Map.Entry<String, ScriptNode> field : new ScriptNode("script", root.value())
                .fields("models: or default:")
                .entrySet()) {
            ScriptNode node = new ScriptNode(field.getKey(), field.getValue().value());
            switch (field.getKey()) {
                case "models" ->
                    node.fields("model names").forEach((name, it) -> models.put(name, answers(it)));
                case "default" -> others = answers(node);
                default -> throw node.expected("models or default as the field's name");
            }
        }
        return new Script(models, others);
    }

    private static List<Answer> answers(ScriptNode node) {
        if (!(node.value() instanceof Map<?, ?>)) {
            return List.of(answer(node));
        }
        Map<String, ScriptNode> fields = node.fields(ANSWER);
        ScriptNode sequence = fields.get("sequence");
        if (sequence == null || fields.size() > 1) {
            throw node.expected(ANSWER);
        }
        List<Answer> answers = sequence.list("a list of answers").stream()
                .map(ScriptParser::answer)
                .toList();
        if (answers.isEmpty()) {
            throw sequence.expected("one answer or more");
        }
        return answers;
    }

    private static Answer answer(ScriptNode node) {
        if ("echo".equals(node.value())) {
            return Answer.echo(PiecePace.perSecond(Script.ECHO_TOKENS_PER_SECOND));
        }
        return new Answer(node.list(ANSWER).stream().map(StepParser::step).toList());
    }
}
