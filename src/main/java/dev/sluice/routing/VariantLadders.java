package dev.sluice.routing;

import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.config.route.RouteConfig;
import dev.sluice.config.route.RungConfig;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.definition.Serving.RungChoice;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes the ladders of variants, with rungs as the configuration in force defines them. */
final class VariantLadders {
    private final RungMaker maker;

    VariantLadders(RungMaker maker) {
        this.maker = maker;
    }

    /** Makes a rung of a route. */
    @FunctionalInterface
    interface RungMaker {
        /** The rung; null if the configuration has no such model. */
        @Nullable
        Rung make(String route, RouteConfig policy, RungConfig rung);
    }

    /**
     * The ladder that a variant serves.
     *
     * @param base what the route serves without the variant
     * @throws UnservableException if the configuration lacks something the variant needs
     */
    List<Rung> ladder(String route, RouteConfig policy, List<Rung> base, Serving serving)
            throws UnservableException {
        return switch (serving) {
            case Serving.RouteLadder ignored -> base;
            case Serving.InFront(RungChoice choice) -> inFront(rung(route, policy, choice), base);
            case Serving.Ladder(List<RungChoice> choices) -> {
                List<Rung> ladder = new ArrayList<>();
                Set<String> models = new HashSet<>();
                for (RungChoice choice : choices) {
                    if (!models.add(choice.model())) {
                        throw new UnservableException(
                                "a ladder has the model '" + choice.model() + "' twice");
                    }
                    ladder.add(rung(route, policy, choice));
                }
                yield List.copyOf(ladder);
            }
        };
    }

    private static List<Rung> inFront(Rung first, List<Rung> base) {
        List<Rung> ladder = new ArrayList<>(base.size() + 1);
        ladder.add(first);
        base.stream()
                .filter(rung -> !rung.model().name().equals(first.model().name()))
                .forEach(ladder::add);
        return List.copyOf(ladder);
    }

    private Rung rung(String route, RouteConfig policy, RungChoice choice)
            throws UnservableException {
        ConfidenceConfig own = policy.ladder().stream()
                .filter(rung -> rung.model().equals(choice.model()))
                .findFirst()
                .map(RungConfig::confidence)
                .orElse(null);
        ConfidenceConfig by = own == null ? policy.confidence() : own;
        if (choice.threshold() != null && !by.hasScore() && !by.rules().any()) {
            throw new UnservableException("'" + choice.model() + "' has a threshold, but routes."
                    + route + ".confidence has no source that could be below it");
        }
        Rung rung =
                maker.make(route, policy, new RungConfig(choice.model(), choice.threshold(), own));
        if (rung == null) {
            throw new UnservableException(
                    "the model '" + choice.model() + "' is not in the configuration");
        }
        return rung;
    }
}
