package dev.sluice.evaluation;

import dev.sluice.web.JsonFields;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Reads labels from JSON Lines: {@code {"model": "...", "score": 0.83, "correct": true}}, or {@code
 * {"id": "...", "correct": true}} for an inference that was recorded. Other fields and empty lines
 * are ignored. One instance per file, used by one thread.
 */
public final class LabelsFile {
    static final int LONGEST_LINE = 64 << 10;
    static final int MOST_LABELS = 1_000_000;

    /** More than anyone fixes at once; the others are only counted. */
    private static final int MOST_PROBLEMS = 20;

    private final String file;
    private final LabelFinder finder;
    private final List<String> problems = new ArrayList<>();
    private final List<Label> labels = new ArrayList<>();
    private final List<ById> byId = new ArrayList<>();
    private final Map<UUID, Integer> lines = new HashMap<>();
    private int found;

    /**
     * Makes a reader.
     *
     * @param file its name in problems
     * @param finder looks up inferences, once every line is known to be valid
     */
    public LabelsFile(String file, LabelFinder finder) {
        this.file = file;
        this.finder = finder;
    }

    /**
     * Every label of the file.
     *
     * @throws BadLabelsException with the problems of all lines, up to a useful number
     */
    public List<Label> read(InputStream in)
            throws IOException, InterruptedException, BadLabelsException {
        BufferedInputStream buffered = new BufferedInputStream(in, LONGEST_LINE);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int number = 0;
        boolean more = true;
        while (more) {
            line.reset();
            more = next(buffered, line);
            number++;
            if (line.size() > LONGEST_LINE) {
                problem(number, "is longer than " + LONGEST_LINE + " bytes");
            } else if (!isBlank(line)) {
                parse(number, line.toByteArray());
            }
            if (labels.size() + byId.size() > MOST_LABELS) {
                problem(number, "is one label too many (expected: at most " + MOST_LABELS + ")");
                break;
            }
        }
        if (found == 0) {
            for (ById label : byId) {
                lookUp(label);
            }
        }
        if (found == 0 && labels.isEmpty()) {
            throw new BadLabelsException(List.of(file + ": there are no labels in it"), 0);
        }
        if (found > 0) {
            throw new BadLabelsException(problems, found - problems.size());
        }
        return List.copyOf(labels);
    }

    /** Reads as many bytes of the next line as are needed; false at the end of the file. */
    private static boolean next(InputStream in, ByteArrayOutputStream line) throws IOException {
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return true;
            }
            if (line.size() <= LONGEST_LINE) {
                line.write(b);
            }
        }
        return false;
    }

    private static boolean isBlank(ByteArrayOutputStream line) {
        for (byte b : line.toByteArray()) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    private void parse(int line, byte[] json) {
        int before = found;
        Consumer<String> tell = message -> problem(line, message);
        JsonFields fields = JsonFields.parse(json, tell);
        if (fields == null) {
            return;
        }
        Boolean correct = fields.truth("correct");
        if (!fields.has("id")) {
            String model = fields.text("model");
            Double score = fields.number("score", 0, 1, "a number from 0 to 1");
            if (model != null && score != null && correct != null) {
                labels.add(new Label(line, model, score, correct, null));
            }
            return;
        }
        if (fields.has("model") || fields.has("score")) {
            fields.fail("id", "either an id, or a model and a score");
        }
        UUID id = id(fields);
        if (id != null && correct != null && found == before) {
            Integer first = lines.putIfAbsent(id, line);
            if (first != null) {
                fields.fail("id", "each inference once: line " + first + " has it");
                return;
            }
            byId.add(new ById(line, id, correct));
        }
    }

    private static @Nullable UUID id(JsonFields fields) {
        String text = fields.text("id");
        try {
            if (text == null || text.length() == 36) {
                return text == null ? null : UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        fields.fail("id", "the UUID that an answer's x-request-id gave");
        return null;
    }

    private void lookUp(ById label) throws IOException, InterruptedException {
        LabelFinder.Found answer = finder.find(label.id);
        if (answer.model() == null) {
            problem(label.line, "id is \"" + label.id + "\", expected " + answer.problem());
        } else {
            labels.add(new Label(
                    label.line, answer.model(), answer.score(), label.correct, answer.source()));
        }
    }

    private void problem(int line, String message) {
        found++;
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(file + ":" + line + ": " + message);
        }
    }

    /** A label whose score the gateway knows. */
    private record ById(int line, UUID id, boolean correct) {}
}
