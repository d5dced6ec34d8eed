package dev.sluice.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A script in use, which counts the requests of each model. Safe from any thread. */
final class Playbook {
    /**
     * The answer that a request gets.
     *
     * @param number of the model's requests, from 1
     */
    record Turn(StaticAnswer answer, long number) {}

    /** The answers of one model, and how many requests it has had. */
    private record Role(List<StaticAnswer> answers, AtomicLong requests) {
        static Role of(List<Answer> answers) {
            return new Role(answers.stream().map(StaticAnswer::new).toList(), new AtomicLong());
        }

        Turn take() {
            long number = requests.incrementAndGet();
            return new Turn(answers.get((int) Math.min(number, answers.size()) - 1), number);
        }
    }

    private final Script script;
    private final Map<String, Role> models = new HashMap<>();
    private final Role others;

    Playbook(Script script) {
        this.script = script;
        script.models().forEach((model, answers) -> models.put(model, Role.of(answers)));
        others = Role.of(script.others());
    }

    Script script() {
        return script;
    }

    Turn next(String model) {
        return models.getOrDefault(model, others).take();
    }
}
