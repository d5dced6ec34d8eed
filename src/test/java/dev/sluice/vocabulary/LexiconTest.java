package dev.sluice.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Test;

import java.util.List;

class LexiconTest {
    @Test
    void aWordIsFoundByItsLabelAlone() {
        assertThat(Outcome.WORDS.find("client_cancelled")).isEqualTo(Outcome.CLIENT_CANCELLED);
        assertThat(Outcome.WORDS.find("CLIENT_CANCELLED")).isNull();
        assertThat(Outcome.WORDS.find("unknown")).isNull();
    }

    @Test
    void everyLabelIsReadAgain() {
        for (AttemptResult result : AttemptResult.values()) {
            assertThat(AttemptResult.WORDS.read(result.label())).isEqualTo(result);
        }
        for (Purpose purpose : Purpose.values()) {
            assertThat(Purpose.WORDS.read(purpose.label())).isEqualTo(purpose);
        }
    }

    @Test
    void aWordOfALaterVersionIsKeptAsUnknownAndNeverListed() {
        assertThat(Outcome.WORDS.read("teleported")).isEqualTo(Outcome.UNKNOWN);
        assertThat(Outcome.WORDS.word("teleported"))
                .isEqualTo(new Word<>(Outcome.UNKNOWN, "teleported"));
        assertThat(Outcome.WORDS.words()).doesNotContain(Outcome.UNKNOWN);
    }

    @Test
    void whereThereIsNoWordForItTheMistakeNamesWhatWouldDo() {
        assertThatThrownBy(() -> Conclusion.WORDS.read("maybe"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'maybe' is not a known Conclusion"
                        + " (expected: one of pass, fail, inconclusive)");
    }

    @Test
    void statementsAreMadeOfWords() {
        assertThat(Lexicon.sql(Outcome.COMPLETED)).isEqualTo("'completed'");
        assertThat(Lexicon.sql(List.of(Party.CLIENT, Party.GATEWAY)))
                .isEqualTo("('client', 'gateway')");
    }

    @Test
    void anAttemptEndsWithItsInferenceUnderTheSameWord() {
        for (Outcome outcome : Outcome.values()) {
            assertThat(AttemptResult.of(outcome).label()).isEqualTo(outcome.label());
        }
    }

    @Test
    void jsonHasTheLabel() throws Exception {
        JsonMapper json = new JsonMapper();

        assertThat(json.writeValueAsString(
                        List.of(Outcome.SHED, new Word<>(VerdictKind.UNKNOWN, "odd"))))
                .isEqualTo("[\"shed\",\"odd\"]");
    }
}
