package dev.sluice.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigReader;
import dev.sluice.config.ConfigResult;
import dev.sluice.record.AttemptRecord.Tokens;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;

class PriceTableTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static final Pricing PRICES = prices("""
            upstreams:
              openai: { provider: openai, url: https://api.openai.com/v1 }
              here: { provider: local }
            models:
              dated:
                kind: base
                upstream: openai
                prices:                           # not in order: the dates say which counts
                  - { from: 2026-06-01, input: 0.10, output: 0.40 }
                  - { from: 2026-01-01, input: 0.15, output: 0.60, cached-input: 0.075 }
              cached: { kind: fine-tuned, upstream: openai, prices: [ { from: 2020-01-01, input: 0.15, output: 0.60, cached-input: 0.075 } ] }
              embedder: { kind: base, upstream: openai, prices: [ { from: 2020-01-01, input: 0.02, output: 0 } ] }
              unpriced: { kind: base, upstream: openai }
              local: { kind: local, upstream: here, file: smol }
              adapted: { kind: fine-tuned, upstream: here, file: smol, adapter: a.gguf }
              metered: { kind: local, upstream: here, file: smol, prices: [ { from: 2020-01-01, input: 1, output: 2 } ] }
              shadowed: { kind: base, upstream: openai }
            """);

    @ParameterizedTest
    @CsvSource({
        // prompt, cached, completion, cost: a million of each, single tokens, nothing, all from the
        // cache
        "1000000, 0, 0, 0.15",
        "0, 0, 1000000, 0.60",
        "0, 0, 0, 0",
        "1, 0, 0, 0.00000015",
        "0, 0, 1, 0.0000006",
        "1, 1, 0, 0.000000075",
        "1000, 400, 200, 0.00024",
        "1000, 1000, 0, 0.000075",
        // more from the cache than there was: counted as all of it; less than none: as none
        "1000, 5000, 0, 0.000075",
        "1000, -1, 0, 0.00015",
        // beyond what a double holds exactly
        "9007199254740993, 0, 0, 1351079888.21114895",
    })
    void countsEachKindOfTokenAtItsPrice(
            long prompt, long cached, long completion, BigDecimal cost) {
        assertThat(PRICES.cost("cached", new Tokens(prompt, cached, completion, true), NOW))
                .isEqualByComparingTo(cost);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-12-31T23:59:59.999Z,",
        "2026-01-01T00:00:00Z, 0.75",
        "2026-05-31T23:59:59.999Z, 0.75",
        "2026-06-01T00:00:00Z, 0.50",
        "2030-01-01T00:00:00Z, 0.50",
    })
    void countsTheEntryInForceOnTheDayTheInferenceStarted(Instant at, BigDecimal cost) {
        BigDecimal counted = PRICES.cost("dated", new Tokens(1_000_000, 0, 1_000_000, true), at);

        if (cost == null) {
            assertThat(counted).isNull();
        } else {
            assertThat(counted).isEqualByComparingTo(cost);
        }
    }

    @Test
    void countsCachedTokensLikeTheOthersWithoutAPriceOfTheirOwn() {
        assertThat(PRICES.cost("dated", new Tokens(1000, 600, 0, true), NOW))
                .isEqualByComparingTo("0.0001");
    }

    @Test
    void doesNotKnowTheCostOfTokensItDoesNotKnow() {
        assertThat(PRICES.cost("cached", Tokens.UNKNOWN, NOW)).isNull();
        assertThat(PRICES.cost("cached", new Tokens(-1, 0, 5, false), NOW)).isNull();
        assertThat(PRICES.cost("cached", new Tokens(5, 0, -1, false), NOW)).isNull();
    }

    @Test
    void needsNoNumberOfTokensThatAreFree() {
        assertThat(PRICES.cost("embedder", new Tokens(1_000_000, 0, -1, true), NOW))
                .isEqualByComparingTo("0.02");
    }

    @ParameterizedTest
    @CsvSource({"local", "adapted", "built-in"})
    void costsNothingOnThisMachine(String model) {
        assertThat(PRICES.cost(model, Tokens.UNKNOWN, NOW)).isEqualByComparingTo("0");
        assertThat(PRICES.cost(model, new Tokens(10, 0, 10, true), Instant.EPOCH))
                .isEqualByComparingTo("0");
    }

    @Test
    void costsWhatTheConfigurationSaysOnThisMachineToo() {
        assertThat(PRICES.cost("metered", new Tokens(1_000_000, 0, 1_000_000, true), NOW))
                .isEqualByComparingTo("3");
    }

    @ParameterizedTest
    @CsvSource({"unpriced", "shadowed", "not-there"})
    void doesNotGuessAPrice(String model) {
        assertThat(PRICES.cost(model, new Tokens(1, 0, 1, true), NOW)).isNull();
    }

    private static Pricing prices(String yaml) {
        ConfigResult result = new ConfigReader(name -> null).read("sluice.yaml", yaml);
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return PriceTable.of(
                ((ConfigResult.Valid) result).config(), Set.of("built-in", "shadowed"));
    }
}
