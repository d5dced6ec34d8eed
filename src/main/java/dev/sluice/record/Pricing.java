package dev.sluice.record;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;

/** Knows what tokens cost. Thread-safe. */
public interface Pricing {
    /**
     * What an attempt cost.
     *
     * @param model name of the model in {@code sluice.yaml}
     * @param tokens what the attempt consumed
     * @param at when its inference started; the prices of that day apply
     * @return USD, exact; null when the price or the number of tokens is not known
     */
    @Nullable
    BigDecimal cost(String model, AttemptRecord.Tokens tokens, Instant at);
}
