package dev.sluice.dialect;

import static dev.sluice.dialect.Addition.LOGPROBS;
import static dev.sluice.dialect.Addition.TOP_LOGPROBS;
import static dev.sluice.dialect.Addition.USAGE;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Set;

class BlameTest {
    private static final Set<Addition> BOTH = Set.of(USAGE, LOGPROBS);

    @Test
    void whatIsNamedAndWasAddedIsLeftOut() {
        Blame blame = new Blame(false, Set.of(LOGPROBS, TOP_LOGPROBS));

        assertThat(blame.leftOut(BOTH, Addition.NONE)).containsExactly(LOGPROBS);
        assertThat(blame.leftOut(BOTH, BOTH)).containsExactly(LOGPROBS);
    }

    @Test
    void aDoubtIsOverOnceTheModelHasTakenIt() {
        Blame blame = new Blame(true, Set.of(LOGPROBS, TOP_LOGPROBS));

        assertThat(blame.leftOut(BOTH, Set.of(USAGE))).containsExactly(LOGPROBS);
        assertThat(blame.leftOut(BOTH, Set.of(LOGPROBS))).isEmpty();
    }

    @Test
    void whatTheClientSentItselfIsItsOwn() {
        assertThat(new Blame(false, Set.of(USAGE)).leftOut(Set.of(LOGPROBS), Addition.NONE))
                .isEmpty();
    }

    @Test
    void wordsWithoutAFieldAreAboutWhatTheModelHasNotTakenYet() {
        assertThat(Blame.REQUEST.leftOut(BOTH, Addition.NONE)).isEqualTo(BOTH);
        assertThat(Blame.REQUEST.leftOut(BOTH, Set.of(USAGE))).containsExactly(LOGPROBS);
        assertThat(Blame.REQUEST.leftOut(BOTH, BOTH)).isEmpty();
        assertThat(Blame.REQUEST.leftOut(Addition.NONE, Addition.NONE)).isEmpty();
    }

    @Test
    void anythingElseIsAboutNothing() {
        assertThat(Blame.NONE.leftOut(BOTH, Addition.NONE)).isEmpty();
    }
}
