package dev.sluice.demo;

import dev.sluice.demo.DemoAnswer.StoryLine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The demo of the ladder: asks a running gateway a fixed set of prompts, some of which pass on rung
 * 1 while others fall through, says what happened to each, and checks that everything it promises
 * was seen.
 */
public final class LadderDemo {
    /**
     * The first ones have one right answer that even a hot model finds probable, the others leave
     * it free to wander. With SmolLM2 135M at temperature 1.5 the confidences are between 0.5 and
     * 0.7 for the former and below 0.35 for the latter.
     */
    static final List<String> PROMPTS = List.of(
            "What is the capital of France?",
            "What is 2 + 2?",
            "Repeat after me: the quick brown fox jumps over the lazy dog.",
            "What is 17 times 23, minus 58?",
            "Say hello.",
            "Suggest five names for a bakery in an old watermill.",
            "Write a short poem about a mill and its river.",
            "Invent a new word and define it.");

    private static final Duration LOOK = Duration.ofMillis(100);

    /** Loading a large model on a busy machine may take a while. */
    private static final int STARTING_LOOKS = 3_000;

    /** Records are written after the answer. */
    private static final int STORY_LOOKS = 100;

    private final DemoLadder ladder;
    private final Pause pause;
    private final Consumer<String> out;

    /** Makes a demo that writes its lines to {@code out}. */
    public LadderDemo(DemoLadder ladder, Pause pause, Consumer<String> out) {
        this.ladder = ladder;
        this.pause = pause;
        this.out = out;
    }

    /** Waits between two looks. */
    @FunctionalInterface
    public interface Pause {
        void take(Duration time) throws InterruptedException;
    }

    /**
     * Runs to its end.
     *
     * @param gateway its address, for example {@code http://127.0.0.1:8080}
     * @return whether everything promised was seen; it has said what was not
     */
    public boolean run(String gateway) throws IOException, InterruptedException {
        try (DemoClient client = new DemoClient(gateway)) {
            return isReady(client, DemoLadder.WEAK)
                    && isReady(client, DemoLadder.STRONG)
                    && isSeen(client, gateway);
        }
    }

    private boolean isReady(DemoClient client, String model)
            throws IOException, InterruptedException {
        String unready = client.unready(model);
        for (int look = 0; look < STARTING_LOOKS && unready.startsWith("starting"); look++) {
            pause.take(LOOK);
            unready = client.unready(model);
        }
        if (!unready.isEmpty()) {
            out.accept("Not seen: " + model + " is not ready: " + unready);
        }
        return unready.isEmpty();
    }

    private boolean isSeen(DemoClient client, String gateway)
            throws IOException, InterruptedException {
        out.accept(ladder.explained());
        out.accept("The page: " + gateway + " (routes '" + DemoLadder.ROUTE + "' and '"
                + DemoLadder.REPLACING + "')");
        List<DemoAnswer> answers = new ArrayList<>();
        for (String prompt : PROMPTS) {
            DemoAnswer answer = client.ask(DemoLadder.ROUTE, prompt);
            answers.add(answer);
            out.accept("");
            out.accept(DemoText.of(answer, ladder.threshold()));
        }
        for (int i = 0; i < answers.size(); i++) {
            DemoAnswer answer = answers.get(i);
            if (answer.fellThrough()) {
                answers.set(i, answer.withStory(story(client, answer)));
            }
        }
        return told(answers);
    }

    private List<StoryLine> story(DemoClient client, DemoAnswer answer)
            throws IOException, InterruptedException {
        String id = answer.id();
        List<StoryLine> story = id == null ? List.of() : client.story(id);
        for (int look = 0; id != null && look < STORY_LOOKS && story.isEmpty(); look++) {
            pause.take(LOOK);
            story = client.story(id);
        }
        return story;
    }

    private boolean told(List<DemoAnswer> answers) {
        answers.stream().filter(DemoAnswer::tellsOfFallback).findFirst().ifPresent(answer -> {
            out.accept("");
            out.accept("The story of '" + answer.prompt() + "' (GET /api/inferences/" + answer.id()
                    + "):");
            out.accept(DemoText.story(answer.story()));
        });
        List<String> broken = Promises.broken(answers);
        out.accept("");
        broken.forEach(line -> out.accept("Not seen: " + line));
        if (broken.isEmpty()) {
            out.accept(("Seen: %d answers by rung 1, %d by rung 2 after an unsure rung 1, all "
                            + "complete, the story told.")
                    .formatted(
                            answers.stream()
                                    .filter(answer -> answer.rung() == 1)
                                    .count(),
                            answers.stream().filter(DemoAnswer::fellThrough).count()));
        }
        return broken.isEmpty();
    }
}
