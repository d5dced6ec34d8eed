package dev.sluice.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A script in use: knows how many requests each model has had. Safe from any thread. */
final class Playbook {
    /** The answers of one model, and whose turn it is. */
    private record Role(List<StaticAnswer> answers, AtomicInteger next) {
        static Role of(List<Answer> answers) {
            return new Role(answers.stream().map(StaticAnswer::new).toList(), new AtomicInteger());
        }

        StaticAnswer take() {
            int last = answers.size() - 1;
            return answers.get(last == 0 ? 0 : next.getAndUpdate(turn -> Math.min(turn + 1, last)));
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

    StaticAnswer next(String model) {
        return models.getOrDefault(model, others).take();
    }
}
