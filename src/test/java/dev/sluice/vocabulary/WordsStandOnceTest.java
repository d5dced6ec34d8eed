package dev.sluice.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * No word of the vocabulary is typed again in main: as a string of its own where it can be nothing
 * else, and between quotes in a statement whatever it is.
 */
class WordsStandOnceTest {
    private static final Path MAIN = Path.of("src/main/java/dev/sluice");

    /** Words of other things too: a field of JSON, a column, a name in the configuration. */
    private static final Set<String> OF_OTHER_THINGS = Set.of(
            "client",
            "upstream",
            "gateway",
            "completed",
            "unknown",
            "answer",
            "retry",
            "hedge",
            "continuation",
            "shadow",
            "slow",
            "best",
            "again",
            "sample",
            "verifier",
            "lost",
            "cut",
            "refused",
            "invalid",
            "busy",
            "number",
            "text",
            "truth",
            "comment",
            "feedback",
            "start",
            "hold",
            "pause",
            "stop",
            "complete",
            "replace",
            "create",
            "approve",
            "resume",
            "retire",
            "advance",
            "pass",
            "fail",
            "stopped",
            "completions",
            "embeddings",
            "shutdown",
            "rejected",
            "enrolled",
            "tester",
            "accepted",
            "conflicts",
            "undecided",
            "paused");

    /** Where a word stands again, and why it may. */
    private static final Map<String, String> ALLOWED = Map.of(
            "bench", "it reads what a gateway wrote, of whatever version",
            "demo", "it reads the API as a client does");

    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern BLOCK = Pattern.compile("\"\"\"(.*?)\"\"\"", Pattern.DOTALL);

    @Test
    void noWordIsTypedAgain() throws IOException {
        Set<String> words = words();
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                String path = MAIN.relativize(file).toString();
                if (path.startsWith("vocabulary/")) {
                    continue;
                }
                typedAgain(Files.readString(file), words).forEach(word -> {
                    String room = path.substring(0, Math.max(0, path.indexOf('/')));
                    if (!ALLOWED.containsKey(room) && !ALLOWED.containsKey(path + " " + word)) {
                        found.add(path + " " + word);
                    }
                });
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void whatIsTypedAgainIsFound() {
        Set<String> words = words();

        assertThat(typedAgain("if (a.equals(\"client_cancelled\")) {}", words))
                .containsExactly("client_cancelled");
        assertThat(typedAgain("\"\"\"\n where outcome in ('shed', 'completed')\"\"\"", words))
                .containsExactly("shed", "completed");
        assertThat(typedAgain("\"the client left\" + \"completed\"", words)).isEmpty();
    }

    private static List<String> typedAgain(String source, Set<String> words) {
        List<String> found = new ArrayList<>();
        StringBuilder rest = new StringBuilder();
        Matcher blocks = BLOCK.matcher(source);
        while (blocks.find()) {
            quoted(blocks.group(1), words, found);
            blocks.appendReplacement(rest, "");
        }
        blocks.appendTail(rest);
        Matcher strings = STRING.matcher(rest);
        while (strings.find()) {
            String text = strings.group(1);
            if (words.contains(text) && !OF_OTHER_THINGS.contains(text)) {
                found.add(text);
            }
            if (text.contains(" where ") || text.startsWith("where ")) {
                quoted(text, words, found);
            }
        }
        return found;
    }

    private static void quoted(String text, Set<String> words, List<String> found) {
        Matcher quoted = Pattern.compile("'([a-z_ ]+)'").matcher(text);
        while (quoted.find()) {
            if (words.contains(quoted.group(1))) {
                found.add(quoted.group(1));
            }
        }
    }

    private static Set<String> words() {
        return Stream.of(
                        Outcome.values(),
                        Party.values(),
                        AttemptResult.values(),
                        Purpose.values(),
                        AssignmentKind.values(),
                        VerdictKind.values(),
                        FeedbackKind.values(),
                        HoldKind.values(),
                        ChangeAction.values(),
                        DecisionKind.values(),
                        RolloutState.values(),
                        Conclusion.values(),
                        Operation.values(),
                        Role.values())
                .flatMap(Arrays::stream)
                .map(word -> ((Labelled) word).label())
                .collect(Collectors.toUnmodifiableSet());
    }
}
