package dev.sluice.upstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.upstream.local.answer.ChoiceShaper;
import dev.sluice.upstream.local.answer.ChunkWriter;
import dev.sluice.upstream.local.answer.Shapers;
import dev.sluice.upstream.local.answer.TextShaper;
import dev.sluice.upstream.local.request.LocalPlan;

import io.vertx.core.buffer.Buffer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What each answer of a request looks like: its shaper, its index, and whether it is one of the
 * best. Runs on the attempt's event loop.
 */
final class AnswerShapes {
    /** Of what was not generated. */
    private static final JsonNode NOTHING = MissingNode.getInstance();

    private final LocalPlan.Choices plan;
    private final Consumer<Buffer> out;
    private final ChunkWriter writer;
    private final List<ChoiceShaper> shapers = new ArrayList<>();
    private final Map<Integer, BestOf> prompts = new HashMap<>();
    private final Map<Integer, BestOf.Candidate> candidates = new HashMap<>();
    private final Map<Integer, Integer> drawn = new HashMap<>();
    private final Map<Integer, Integer> tokens = new HashMap<>();

    /** Makes the shapes of a plan's answers; {@code out} takes the client's events. */
    AnswerShapes(LocalCall local, LocalPlan.Choices plan, Consumer<Buffer> out) {
        this.plan = plan;
        this.out = out;
        String model = local.served().engine().spec().name();
        this.writer = Shapers.writer(plan.shape(), model, System.currentTimeMillis() / 1000);
        plan.choices().forEach(choice -> shapers.add(Shapers.of(plan.shape())));
    }

    /** Takes a chunk of the engine. */
    void chunk(int index, JsonNode chunk) {
        for (JsonNode choice : chunk.path("choices")) {
            tokens.merge(index, choice.path("logprobs").path("content").size(), Integer::sum);
            write(index, shapers.get(index).accept(choice), choice);
        }
        if (chunk.path("usage").isObject()) {
            writer.count(prompt(index), chunk.path("usage"));
        }
    }

    /** Writes the prompt, with what is known of its tokens. */
    void echo(int index, String text, List<ObjectNode> scored) {
        if (shapers.get(index) instanceof TextShaper shaper) {
            if (!scored.isEmpty()) {
                writer.countPrompt(prompt(index), scored.size());
            }
            write(index, List.of(shaper.made(text, List.copyOf(scored))), NOTHING);
        }
    }

    /** Ends an answer of which nothing was to be generated, of a prompt of so many tokens. */
    void nothing(int index, int promptTokens) {
        writer.countPrompt(prompt(index), promptTokens);
        if (shapers.get(index) instanceof TextShaper shaper) {
            write(
                    index,
                    List.of(shaper.made("", List.of()).put("finish_reason", "length")),
                    NOTHING);
        }
    }

    /**
     * An answer is generated. Behind a scored prompt there is one more token, however the answer
     * ended: who sums the prompt's counts on it. The engine does not report the one that ends.
     */
    void generated(int index, String endToken) {
        if (plan.shape() instanceof LocalPlan.Shape.Texts texts
                && texts.scoresPrompts()
                && tokens.getOrDefault(index, 0) == 0
                && shapers.get(index) instanceof TextShaper shaper) {
            JsonNode end =
                    JsonNodeFactory.instance.objectNode().put("token", endToken).putNull("logprob");
            write(index, List.of(shaper.made("", List.of(end))), NOTHING);
        }
    }

    /** An answer is whole: once all of its prompt are, the best of them are written. */
    void drawn(int index) {
        BestOf best = prompts.get(prompt(index));
        int count = drawn.merge(prompt(index), 1, Integer::sum);
        if (best == null || count < plan.drawn().drawn()) {
            return;
        }
        int first = prompt(index) * plan.drawn().wanted();
        List<List<ObjectNode>> kept = best.best(plan.drawn().wanted());
        for (int i = 0; i < kept.size(); i++) {
            for (ObjectNode piece : kept.get(i)) {
                out.accept(writer.chunk(first + i, piece));
            }
        }
        prompts.remove(prompt(index));
    }

    /** Writes the usage and the end. */
    void end() {
        out.accept(writer.end());
    }

    private void write(int index, List<ObjectNode> pieces, JsonNode choice) {
        if (plan.drawn().drawn() == plan.drawn().wanted()) {
            pieces.forEach(piece -> out.accept(writer.chunk(index, piece)));
        } else {
            candidates
                    .computeIfAbsent(
                            index,
                            ignored -> prompts.computeIfAbsent(prompt(index), p -> new BestOf())
                                    .add())
                    .add(pieces, choice);
        }
    }

    private int prompt(int index) {
        return index / plan.drawn().drawn();
    }
}
