package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.vocabulary.Outcome;

import org.junit.jupiter.api.Test;

class ExchangeStateTest {
    @Test
    void settlesBeforeItEndsAndKeepsItsOneOutcome() {
        ExchangeState settled = ExchangeState.first().settle(Outcome.SHED);

        assertThat(ExchangeState.first().outcome()).isNull();
        assertThat(settled.outcome()).isEqualTo(Outcome.SHED);
        assertThat(settled.end().outcome()).isEqualTo(Outcome.SHED);
        assertThat(settled.end().winner()).isNull();
    }

    @Test
    void takesNoStepTwice() {
        ExchangeState settled = ExchangeState.first().settle(Outcome.SHED);
        ExchangeState over = settled.end();

        assertThatThrownBy(() -> settled.settle(Outcome.COMPLETED))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("'settle' is not possible in the state Settled");
        assertThatThrownBy(over::end).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> over.settle(Outcome.COMPLETED)).isInstanceOf(AssertionError.class);
    }

    @Test
    void doesNotEndUnsettled() {
        assertThatThrownBy(() -> ExchangeState.first().end())
                .isInstanceOf(AssertionError.class)
                .hasMessage("'end' is not possible in the state Climbing[]");
    }
}
