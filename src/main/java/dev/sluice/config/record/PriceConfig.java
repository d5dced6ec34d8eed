package dev.sluice.config.record;

import dev.sluice.config.bind.Setting;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;

/** The prices of a model's tokens from a given day on, in USD per million tokens. */
public record PriceConfig(
        @Setting(
                value = "First day (UTC) on which these prices apply, until the next entry's.",
                required = true)
        LocalDate from,

        @Setting(
                value = "USD per million tokens of the prompt.",
                required = true,
                min = 0,
                max = 1_000_000)
        BigDecimal input,

        @Setting(
                value = "USD per million tokens of the answer; 0 for embeddings.",
                required = true,
                min = 0,
                max = 1_000_000)
        BigDecimal output,

        @Setting(
                value = "USD per million tokens of the prompt that the upstream had in its cache. "
                        + "Absent: as input.",
                min = 0,
                max = 1_000_000)
        @Nullable
        BigDecimal cachedInput) {}
