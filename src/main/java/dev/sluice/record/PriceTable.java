package dev.sluice.record;

import dev.sluice.config.SluiceConfig;
import dev.sluice.config.record.PriceConfig;
import dev.sluice.config.route.ModelConfig;
import dev.sluice.config.upstream.UpstreamConfig;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The prices of one configuration. Pure, exact and immutable: {@code ((prompt - cached) * input +
 * cached * cached-input + completion * output) / 1,000,000}, with the latest entry whose day has
 * begun. Models on this machine are free unless the configuration gives them a price.
 */
final class PriceTable implements Pricing {
    /** Prices are for a million tokens: six decimal places. */
    private static final int PER_TOKEN = 6;

    private static final PriceConfig FREE =
            new PriceConfig(LocalDate.MIN, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    private final Map<String, NavigableMap<LocalDate, PriceConfig>> prices;

    private PriceTable(Map<String, NavigableMap<LocalDate, PriceConfig>> prices) {
        this.prices = prices;
    }

    /**
     * Makes the table of a configuration.
     *
     * @param builtIn names of the models that need no configuration; a configured model of the same
     *     name wins
     */
    static PriceTable of(SluiceConfig config, Collection<String> builtIn) {
        Map<String, NavigableMap<LocalDate, PriceConfig>> prices = new HashMap<>();
        builtIn.forEach(name -> prices.put(name, byDay(List.of(FREE))));
        config.models().forEach((name, model) -> {
            boolean free = model.prices().isEmpty() && isLocal(config, model);
            prices.put(name, byDay(free ? List.of(FREE) : model.prices()));
        });
        return new PriceTable(prices);
    }

    @Override
    public @Nullable BigDecimal cost(String model, AttemptRecord.Tokens tokens, Instant at) {
        var days = prices.get(model);
        var entry = days == null ? null : days.floorEntry(LocalDate.ofInstant(at, ZoneOffset.UTC));
        if (entry == null) {
            return null;
        }
        PriceConfig price = entry.getValue();
        BigDecimal prompt = prompt(price, tokens);
        BigDecimal completion = part(tokens.completion(), price.output());
        return prompt == null || completion == null
                ? null
                : prompt.add(completion).movePointLeft(PER_TOKEN);
    }

    private static @Nullable BigDecimal prompt(PriceConfig price, AttemptRecord.Tokens tokens) {
        BigDecimal cachedInput = price.cachedInput();
        if (cachedInput == null || tokens.prompt() < 0) {
            return part(tokens.prompt(), price.input());
        }
        // An upstream may report more cached tokens than prompt tokens.
        long cached = Math.clamp(tokens.cached(), 0, tokens.prompt());
        BigDecimal fresh = price.input().multiply(BigDecimal.valueOf(tokens.prompt() - cached));
        return fresh.add(cachedInput.multiply(BigDecimal.valueOf(cached)));
    }

    /**
     * The price of these tokens: 0 when the price is 0, even if their number is unknown; otherwise
     * null when it is unknown.
     */
    private static @Nullable BigDecimal part(long tokens, BigDecimal price) {
        if (price.signum() == 0) {
            return BigDecimal.ZERO;
        }
        return tokens < 0 ? null : price.multiply(BigDecimal.valueOf(tokens));
    }

    private static boolean isLocal(SluiceConfig config, ModelConfig model) {
        UpstreamConfig upstream = config.upstreams().get(model.upstream());
        return model.kind() == ModelConfig.Kind.LOCAL
                || (upstream != null && upstream.provider() == UpstreamConfig.Provider.LOCAL);
    }

    private static NavigableMap<LocalDate, PriceConfig> byDay(List<PriceConfig> entries) {
        NavigableMap<LocalDate, PriceConfig> days = new TreeMap<>();
        entries.forEach(entry -> days.put(entry.from(), entry));
        return days;
    }
}
