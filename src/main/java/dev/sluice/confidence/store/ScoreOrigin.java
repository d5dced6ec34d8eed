package dev.sluice.confidence.store;

import dev.sluice.confidence.settings.ConfidenceConfig.Source;

import org.jspecify.annotations.Nullable;

/**
 * Where raw scores come from. A calibration holds only for the same origin: another model, version
 * or way of scoring has a different kind of certainty.
 *
 * @param model name in {@code sluice.yaml}
 * @param sentName name sent upstream
 * @param file GGUF file and adapter of a local model; null for others
 * @param source what gives the scores
 * @param score how the source scores an answer, for example {@code mean}
 */
public record ScoreOrigin(
        String model, String sentName, @Nullable String file, Source source, String score) {
    /** How this differs from another origin of the same model, in words; null if it does not. */
    public @Nullable String difference(ScoreOrigin now) {
        if (!sentName.equals(now.sentName)) {
            return "it was made for the sent name '" + sentName + "', which is now '" + now.sentName
                    + "'";
        }
        if (file == null ? now.file != null : !file.equals(now.file)) {
            return "it was made for " + shown(file) + ", which is now " + shown(now.file);
        }
        if (source != now.source || !score.equals(now.score)) {
            return "it was made for " + source.label() + " " + score + ", which is now "
                    + now.source.label() + " " + now.score;
        }
        return null;
    }

    private static String shown(@Nullable String file) {
        return file == null ? "no file" : "'" + file + "'";
    }
}
