package dev.sluice.overview;

import dev.sluice.model.Model;
import dev.sluice.routing.Judging;
import dev.sluice.routing.Route;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.EngineReport;
import dev.sluice.upstream.Readiness;
import dev.sluice.upstream.Upstream;
import dev.sluice.vocabulary.Operation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One model as the API shows it. Null means unknown.
 *
 * @param kind as in {@code sluice.yaml}
 * @param sentModel what its upstream is asked for
 * @param file what the local engine loads, and on top of it the adapter
 * @param operations what its upstream can be asked for
 * @param ready whether it can answer, as far as is known without asking
 * @param detail what it waits for or what to do about it; empty when it is ready
 * @param contextTokens for what is asked and what is answered together; only of a model on this
 *     machine
 * @param engine null for a model that no engine here runs
 * @param routes the ladders that it is in
 */
record ModelView(
        String name,
        String kind,
        String upstream,
        String sentModel,
        @Nullable String file,
        @Nullable String adapter,
        List<Operation> operations,
        boolean ready,
        String detail,
        @Nullable Integer contextTokens,
        @Nullable Engine engine,
        List<Use> routes) {
    private static final Readiness HIDDEN = new Readiness(
            false, "no route has it, and a route has its name: nobody can ask for it");

    /**
     * A place in a ladder.
     *
     * @param rung from 1
     * @param threshold below which its answers are unsure; null when they are not judged by one
     */
    record Use(String route, int rung, @Nullable Double threshold) {
        static Use of(Route route, int ordinal, Rung rung) {
            Judging judging = rung.judging();
            return new Use(route.name(), ordinal, judging == null ? null : judging.threshold());
        }
    }

    /**
     * The engine of a model, which models of the same file share.
     *
     * @param state in a word or two
     * @param slots answers at the same time
     * @param busy slots in use
     * @param waiting requests that wait for a slot
     */
    record Engine(String state, int slots, int busy, int waiting) {}

    /** @param upstream null when no rung has the model */
    static ModelView of(Model model, @Nullable Upstream upstream, List<Use> routes) {
        Readiness readiness = upstream == null ? HIDDEN : upstream.readiness(model);
        EngineReport engine = upstream == null ? null : upstream.engine(model);
        Model.LocalFile file = model.localFile();
        Set<Operation> operations = upstream == null ? Set.of() : upstream.operations();
        return new ModelView(
                model.name(),
                kind(model),
                model.upstream(),
                model.sentName(),
                file == null ? null : file.file(),
                file == null ? null : file.adapter(),
                Stream.of(Operation.values()).filter(operations::contains).toList(),
                readiness.ready(),
                readiness.detail(),
                engine == null ? null : engine.contextTokens(),
                engine == null
                        ? null
                        : new Engine(
                                engine.state(), engine.slots(), engine.held(), engine.waiting()),
                routes);
    }

    private static String kind(Model model) {
        return switch (model) {
            case Model.FineTuned tuned -> "fine-tuned";
            case Model.Base base -> "base";
            case Model.Local local -> "local";
        };
    }
}
