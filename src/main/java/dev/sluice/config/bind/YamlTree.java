package dev.sluice.config.bind;

import dev.sluice.config.bind.Diagnostics.Spot;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Parses bytes into a YAML tree with the places of its nodes, within limits. Quotations are removed
 * from the parser's messages, since they may contain a secret that was not put in quotes.
 */
public final class YamlTree {
    public static final int MOST_BYTES = 1024 * 1024;
    private static final int MOST_ALIASES = 50;
    private static final int DEEPEST = 30;

    private YamlTree() {}

    /**
     * The root of the tree; null for a file without a value. Mistakes are reported to the
     * diagnostics.
     */
    public static @Nullable Node parse(
            ByteBuffer content, FieldPath path, Diagnostics diagnostics) {
        if (content.remaining() > MOST_BYTES) {
            diagnostics.fail(path, "is larger than 1 MiB, expected a configuration");
            return null;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(content.duplicate())
                    .toString();
            Node root = compose(text.startsWith("\uFEFF") ? text.substring(1) : text);
            return root == null || Nodes.isNull(root) ? null : root;
        } catch (CharacterCodingException e) {
            fail(diagnostics, path, Spot.NOWHERE, "is not UTF-8 text");
        } catch (ReaderException e) {
            String character = String.format("U+%04X", e.getCodePoint());
            fail(
                    diagnostics,
                    path,
                    Spot.NOWHERE,
                    "has the character " + character + ", which YAML does not allow");
        } catch (MarkedYAMLException e) {
            Spot spot = Nodes.spot(e.getProblemMark());
            fail(diagnostics, path, spot, "is not YAML here: " + withoutContent(e.getProblem()));
        } catch (YAMLException e) {
            fail(diagnostics, path, Spot.NOWHERE, limit(String.valueOf(e.getMessage())));
        }
        return null;
    }

    private static @Nullable Node compose(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_BYTES);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setNestingDepthLimit(DEEPEST);
        return new Yaml(options).compose(new StringReader(text));
    }

    private static void fail(Diagnostics diagnostics, FieldPath path, Spot spot, String message) {
        diagnostics.place(path, spot);
        diagnostics.fail(path, message);
    }

    private static String limit(String message) {
        if (message.contains("aliases")) {
            return "has more than " + MOST_ALIASES
                    + " aliases (*), expected the fields written out";
        }
        return message.contains("Depth")
                ? "is nested deeper than " + DEEPEST + " levels"
                : "is not YAML that can be read";
    }

    private static String withoutContent(@Nullable String problem) {
        if (problem == null) {
            return "syntax";
        }
        if (problem.startsWith("found undefined alias")) {
            return "an alias (*) without an anchor (&) above it; quote text that starts with *";
        }
        if (problem.contains("tag handle")) {
            return "a tag (!) that is not known; quote text that starts with !";
        }
        int quoted = problem.indexOf(": ");
        String words = quoted < 0 ? problem : problem.substring(0, quoted);
        words = Shown.oneLine(words);
        return words.startsWith("expected ',' or")
                ? words + "; quote \"${NAME}\" inside { } and [ ]"
                : words;
    }
}
