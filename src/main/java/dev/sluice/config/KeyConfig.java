package dev.sluice.config;

/** One caller's key, known by its digest only. */
public record KeyConfig(
        @Setting(
                value = "Who it is for; shows in records.",
                required = true,
                pattern = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
        String name,

        @Setting(
                value = "SHA-256 of the key in lower-case hex; ./sluice key new NAME makes one.",
                required = true,
                pattern = "[0-9a-f]{64}")
        String sha256) {}
