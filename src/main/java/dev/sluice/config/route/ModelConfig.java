package dev.sluice.config.route;

import dev.sluice.config.bind.Setting;
import dev.sluice.config.record.PriceConfig;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** One model as it is served: where, under which name, and of which kind. */
public record ModelConfig(
        @Setting(value = "fine-tuned, base or local.", required = true)
        Kind kind,

        @Setting(value = "Name of the upstream that serves it.", required = true)
        String upstream,

        @Setting("Name sent upstream. Absent: the model's own name.") @Nullable
        String name,

        @Setting(
                value = "For provider local: a pulled model's name, or the path of a GGUF file.",
                expected = "a pulled model's name or a path that ends in .gguf",
                pattern = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}|[^\\x00-\\x1f]+\\.gguf")
        @Nullable
        String file,

        @Setting("For provider local: path of a LoRA adapter in GGUF, served on top of the file.")
        @Nullable
        String adapter,

        @Setting(value = "Scale of the adapter.", byDefault = "1.0", min = -10, max = 10)
        double scale,

        @Setting("What its tokens cost, with the day from which on. Absent: nothing on this "
                + "machine, elsewhere unknown.")
        List<PriceConfig> prices) {

    /** The name sent upstream, of the model with that name. */
    public String sentName(String own) {
        return name == null ? own : name;
    }

    /**
     * What the local engine loads, in words: the file, and the adapter with its scale; null for no
     * file.
     */
    public @Nullable String loaded() {
        return adapter == null ? file : file + " + " + adapter + " x " + scale;
    }

    /** The rung of the ladder that a model is made for. */
    public enum Kind {
        FINE_TUNED,
        BASE,
        LOCAL
    }
}
