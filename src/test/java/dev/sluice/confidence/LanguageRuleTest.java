package dev.sluice.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.InputStream;
import java.util.Map;

class LanguageRuleTest {
    /** Answers as models give them, in the languages that are asked for most. */
    private static final Map<String, String> ANSWERS = Map.of(
            "eng", "The capital of France is Paris, and it lies on the banks of the river Seine.",
            "deu", "Die Hauptstadt von Frankreich ist Paris, und sie liegt an den Ufern der Seine.",
            "fra", "La capitale de la France est Paris, et elle se trouve au bord de la Seine.",
            "spa", "La capital de Francia es París, y se encuentra a orillas del río Sena.",
            "ita", "La capitale della Francia è Parigi, e si trova sulle rive della Senna.",
            "por", "A capital da França é Paris, e a cidade fica às margens do rio Sena.",
            "nld",
                    "De hoofdstad van Frankrijk is Parijs, en de stad ligt aan de oevers van de "
                            + "Seine.",
            "rus", "Столица Франции — Париж, и он находится на берегах реки Сены.",
            "jpn", "フランスの首都はパリで、セーヌ川のほとりにあります。とても美しい街です。",
            "cmn", "法国的首都是巴黎，它位于塞纳河畔。这座城市非常美丽，每年有很多游客。");

    @ParameterizedTest
    @CsvSource({"eng", "deu", "fra", "spa", "ita", "por", "nld", "rus", "jpn", "cmn"})
    void takesAnAnswerInItsLanguageAndNoOther(String language) {
        AnswerRules rule = LanguageRule.of(language);

        ANSWERS.forEach((other, text) -> assertThat(rule.broken(text, true, false))
                .as("%s where %s is asked for", other, language)
                .isEqualTo(other.equals(language) ? null : "language"));
    }

    @Test
    void saysNothingOfAFewWords() {
        AnswerRules rule = LanguageRule.of("deu");

        assertThat(rule.broken("", true, false)).isNull();
        assertThat(rule.broken("Paris", true, false)).isNull();
        assertThat(rule.broken("The capital of France is Paris.", true, false)).isNull();
        assertThat(rule.broken("巴黎是法国的首都", true, false)).isNull();
        assertThat(rule.broken("12345 ".repeat(100), true, false)).isNull();
    }

    @Test
    void saysNothingOfLanguagesItCannotTellApart() {
        String danish =
                "Jeg vil gerne have en kop kaffe og et stykke kage, tak, og så vil jeg gerne "
                        + "betale.";

        assertThat(LanguageRule.of("nob").broken(danish, true, false)).isNull();
        assertThat(LanguageRule.of("fra").broken(danish, true, false)).isEqualTo("language");
    }

    @Test
    void leavesOutCode() {
        String text =
                "Das hier gibt die Zahlen von eins bis zehn aus, jede auf einer eigenen Zeile:\n"
                        + "```java\n"
                        + "// this is the loop that prints all of the numbers on their own lines\n"
                                .repeat(10)
                        + "```\n";

        assertThat(LanguageRule.of("deu").broken(text, true, false)).isNull();
        assertThat(LanguageRule.of("eng").broken(text, true, false)).isEqualTo("language");
    }

    @Test
    void leavesOutCodeWhateverItsLanguageAndReadsOnBehindIt() {
        String german = "Die Hauptstadt von Frankreich ist Paris, und sie liegt an der Seine. ";
        String english = "The capital of France is Paris, and it lies on the river Seine. ";
        AnswerRules rule = LanguageRule.of("eng");

        assertThat(rule.broken(english + "```\n" + german.repeat(9) + "```", true, false))
                .isNull();
        assertThat(rule.broken("```\n" + english + "```\n" + german.repeat(3), true, false))
                .isEqualTo("language");
        assertThat(rule.broken("```\n" + german.repeat(9), true, false)).isNull();
    }

    @Test
    void fortyLettersAreEnough() {
        AnswerRules rule = LanguageRule.of("deu");

        assertThat(rule.broken("They would rather that you were not there now as", true, false))
                .isNull();
        assertThat(rule.broken("They would rather that you were not there now and", true, false))
                .isEqualTo("language");
    }

    @Test
    void knowsTheLanguagesOfItsModel() throws Exception {
        try (InputStream model = LanguageRule.class.getResourceAsStream("/langdetect-183.bin")) {
            assertThat(new LanguageDetectorME(new LanguageDetectorModel(model))
                            .getSupportedLanguages())
                    .containsExactlyInAnyOrderElementsOf(Languages.KNOWN);
        }
    }

    @Test
    void refusesALanguageItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LanguageRule.of("ger"))
                .withMessage(
                        "language: ger (expected: an ISO 639-3 code the model knows, such as eng "
                                + "or deu)");
    }
}
