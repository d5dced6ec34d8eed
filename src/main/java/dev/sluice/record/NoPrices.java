package dev.sluice.record;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Knows no price; stands in where nothing else does. */
@ApplicationScoped
@DefaultBean
public class NoPrices implements Pricing {
    @Override
    public @Nullable BigDecimal cost(String model, AttemptRecord.Tokens tokens, Instant at) {
        return null;
    }
}
