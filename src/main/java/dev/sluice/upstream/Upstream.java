package dev.sluice.upstream;

import dev.sluice.model.Model;
import dev.sluice.vocabulary.Operation;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Set;

/** A place where answers come from. One instance serves all event loops. */
public interface Upstream {
    /** The upstream's name in {@code sluice.yaml}. */
    String name();

    /**
     * Starts one attempt. Must be called on an event loop; everything the attempt reports arrives
     * on that same loop. Never throws for what the upstream does: failures arrive through {@link
     * Attempt#answer()}.
     */
    Attempt open(UpstreamCall call);

    /** The operations it supports. */
    default Set<Operation> operations() {
        return Operation.ALL;
    }

    /**
     * Announces the models that this upstream will be asked for, now and at every change, so that
     * it can prepare them.
     */
    default void prepare(Collection<Model> models) {}

    /** Turns texts into the model's tokens; null if this upstream can't, or not now. */
    default @Nullable Tokenizer tokenizer(Model model) {
        return null;
    }

    /** Whether the model can answer now, as far as is known without asking. */
    default Readiness readiness(Model model) {
        return Readiness.READY;
    }

    /** The engine that runs the model, as it is now; null when it does not run on this machine. */
    default @Nullable EngineReport engine(Model model) {
        return null;
    }

    /**
     * Called when the configuration no longer names this upstream: open calls continue to their
     * end, and then everything is closed.
     */
    void retire();
}
