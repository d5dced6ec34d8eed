package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

class AttemptStateTest {
    private static final Map<String, UnaryOperator<AttemptState>> STEPS = Map.of(
            "head", AttemptState::head,
            "again", AttemptState::again,
            "judge", AttemptState::judge,
            "keep", AttemptState::keep,
            "accept", AttemptState::accept,
            "commit", AttemptState::commit,
            "holdEnd", AttemptState::holdEnd,
            "end", AttemptState::end);

    @ParameterizedTest
    @CsvSource({
        "opening,  '',                              again end head",
        "reading,  head,                            accept again end judge",
        "opening,  head again,                      again end head",
        "judging,  head judge,                      accept end keep",
        "kept,     head judge keep,                 accept end",
        "accepted, head accept,                     commit end",
        "flowing,  head accept commit,              end holdEnd",
        "ontrial,  head accept commit holdEnd,      accept end",
        "ended,    end,                             end",
    })
    void hasTheseStepsAndNoOthers(String name, String path, String steps) {
        AttemptState state = walk(path);

        assertThat(state).hasToString(name);
        assertThat(new TreeSet<>(STEPS.keySet().stream()
                        .filter(step -> isPossible(state, step))
                        .collect(Collectors.toSet())))
                .containsExactly(steps.split(" "));
    }

    @Test
    void anImpossibleStepIsLoudWhereAssertionsAreOn() {
        assertThatThrownBy(() -> AttemptState.first().commit())
                .isInstanceOf(AssertionError.class)
                .hasMessage("'commit' is not possible in the state opening");
    }

    private static AttemptState walk(String path) {
        AttemptState state = AttemptState.first();
        for (String step : path.isEmpty() ? List.<String>of() : List.of(path.split(" "))) {
            state = STEPS.get(step).apply(state);
        }
        return state;
    }

    private static boolean isPossible(AttemptState state, String step) {
        try {
            return STEPS.get(step).apply(state) != null;
        } catch (AssertionError impossible) {
            return false;
        }
    }
}
