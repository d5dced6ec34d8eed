package dev.sluice.confidence;

import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Refuses an answer that is clearly in another language. It does not judge a text with few letters,
 * nor one where the requested language is about as likely as the likeliest: close languages (Danish
 * and Norwegian, Czech and Slovak) can't be told apart in a few words. Code in fences does not
 * count.
 *
 * <p>Each check takes just under a millisecond, so use it for a verdict, not for every token.
 */
final class LanguageRule implements AnswerRules {
    /**
     * With fewer letters a single foreign name would decide; a character of a script without spaces
     * counts as three letters.
     */
    private static final int FEWEST_LETTERS = 40;

    /** Reading more does not make the result any surer. */
    private static final int LOOKED_AT = 2000;

    /**
     * How many times as likely another language has to be. The probabilities are shares among a
     * hundred languages, so they are all small, even for a clear text; ratios say more. The ratio
     * is 1.1 to 1.5 for related languages and 1.8 to 20 for others.
     */
    private static final double CLEAR = 1.7;

    private final String language;

    private LanguageRule(String language) {
        this.language = language;
    }

    /** The rule for a language. The first rule loads the model, which takes about half a second. */
    static LanguageRule of(String language) {
        if (!Languages.KNOWN.contains(language)) {
            throw new IllegalArgumentException("language: " + language
                    + " (expected: an ISO 639-3 code the model knows, such as eng or deu)");
        }
        Detector.LOADED.getSupportedLanguages();
        return new LanguageRule(language);
    }

    @Override
    public @Nullable String broken(String text, boolean whole, boolean otherContent) {
        String words = words(text);
        if (weight(words) < FEWEST_LETTERS) {
            return null;
        }
        Language[] likeliest = Detector.LOADED.predictLanguages(words);
        for (Language found : likeliest) {
            if (found.getLang().equals(language)) {
                return likeliest[0].getConfidence() > CLEAR * found.getConfidence()
                        ? "language"
                        : null;
            }
        }
        return null;
    }

    /** The words of a text: letters and single spaces, without fenced code. */
    private static String words(String text) {
        StringBuilder words = new StringBuilder(Math.min(text.length(), LOOKED_AT));
        boolean fenced = false;
        for (int i = 0; i < text.length() && words.length() < LOOKED_AT; ) {
            if (text.startsWith("```", i)) {
                fenced = !fenced;
                i += 3;
                continue;
            }
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (fenced) {
                continue;
            }
            if (Character.isLetter(c)
                    || Character.getType(c) == Character.NON_SPACING_MARK
                    || c == '\''
                    || c == '’') {
                words.appendCodePoint(c);
            } else if (!words.isEmpty() && words.charAt(words.length() - 1) != ' ') {
                words.append(' ');
            }
        }
        return words.toString();
    }

    private static int weight(String words) {
        return words.codePoints()
                .filter(Character::isLetter)
                .map(c -> Scripts.isUnspaced(c) ? 3 : 1)
                .sum();
    }

    /** Loaded when the first rule is made. */
    private static final class Detector {
        private static final LanguageDetectorME LOADED = load();

        private static LanguageDetectorME load() {
            try (InputStream model =
                    LanguageRule.class.getResourceAsStream("/langdetect-183.bin")) {
                if (model == null) {
                    throw new IllegalStateException(
                            "the language model langdetect-183.bin is not in the application");
                }
                return new LanguageDetectorME(new LanguageDetectorModel(model));
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "can't read the language model langdetect-183.bin", e);
            }
        }
    }
}
