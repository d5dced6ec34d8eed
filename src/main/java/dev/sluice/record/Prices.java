package dev.sluice.record;

import dev.sluice.config.ConfigStore;
import dev.sluice.config.SluiceConfig;
import dev.sluice.model.Model;
import dev.sluice.upstream.BuiltInUpstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** The prices in force: those of the configuration in force. */
@ApplicationScoped
public class Prices implements Pricing {
    private final List<String> builtIn;
    private volatile PriceTable table;

    Prices(ConfigStore config, Instance<BuiltInUpstream> upstreams) {
        builtIn = upstreams.stream()
                .flatMap(upstream -> upstream.models().stream())
                .map(Model::name)
                .toList();
        table = of(config.current());
        config.subscribe(changed -> table = of(changed));
    }

    @Override
    public @Nullable BigDecimal cost(String model, AttemptRecord.Tokens tokens, Instant at) {
        return table.cost(model, tokens, at);
    }

    private PriceTable of(SluiceConfig config) {
        return PriceTable.of(config, builtIn);
    }
}
