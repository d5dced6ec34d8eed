package dev.sluice.config.route;

import dev.sluice.config.bind.Setting;
import dev.sluice.config.record.PriceConfig;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A model: its upstream, the name sent to it, and its kind. */
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

        @Setting("Prices of its tokens, each with its first day. Absent: free on this "
                + "machine, otherwise unknown.")
        List<PriceConfig> prices) {

    /** The name sent upstream, given the model's own name. */
    public String sentName(String own) {
        return name == null ? own : name;
    }

    /**
     * What the local engine loads, for messages: the file, and the adapter with its scale; null
     * without a file.
     */
    public @Nullable String loaded() {
        return adapter == null ? file : file + " + " + adapter + " x " + scale;
    }

    /** Which rung of the ladder a model is meant for. */
    public enum Kind {
        FINE_TUNED,
        BASE,
        LOCAL
    }
}
