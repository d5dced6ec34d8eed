package dev.sluice.config.server;

import dev.sluice.config.bind.Setting;
import dev.sluice.vocabulary.Role;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;

/** The key of one caller, stored as a digest only. */
public record KeyConfig(
        @Setting(
                value = "Who it is for; shown in records.",
                required = true,
                expected = "a letter or digit, then up to 63 letters, digits or . _ -",
                pattern = KeyConfig.NAME)
        String name,

        @Setting(
                value = "SHA-256 of the key in lower-case hex; ./sluice key new NAME makes one.",
                required = true,
                expected = "64 lower-case hexadecimal digits; ./sluice key new NAME makes them",
                secret = true,
                pattern = "[0-9a-f]{64}")
        String sha256,

        @Setting(
                value = "Maximum number of open inferences of this key, including waiting ones. "
                        + "Absent: no limit.",
                min = 1,
                max = 1_000_000)
        @Nullable
        Integer open,

        @Setting("Day (UTC) on which it was made, for whoever asks how old it is; ./sluice key new "
                + "writes it.")
        @Nullable
        LocalDate created,

        @Setting(
                value = "What it may do, each role also what those before it may: client asks "
                        + "models and gives feedback on its own answers, reader reads figures, "
                        + "reviewer reads texts, operator commands experiments, admin "
                        + "administers keys.",
                byDefault = "client")
        Role role) {
    /** The form of a key's name, as a regular expression. */
    public static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    /** A client's key without a limit of its own, of unknown age. */
    public KeyConfig(String name, String sha256) {
        this(name, sha256, null, null, Role.CLIENT);
    }

    /** Leaves the digest out: somebody may have put the key itself there by mistake. */
    @Override
    public String toString() {
        return "KeyConfig[name=" + name + "]";
    }
}
