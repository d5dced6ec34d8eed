package dev.sluice.config.record;

import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rule for a model's prices: one entry per day. Confined to one thread; made for one reading.
 */
public final class PriceRules {
    private final Diagnostics diagnostics;

    public PriceRules(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** The entries may be in any order; their dates decide which one is in force. */
    public void check(FieldPath path, List<PriceConfig> prices) {
        Map<LocalDate, Integer> seen = new HashMap<>();
        for (int i = 0; i < prices.size(); i++) {
            FieldPath from = path.at(i).field("from");
            Integer first =
                    diagnostics.isSound(from) ? seen.putIfAbsent(prices.get(i).from(), i) : null;
            if (first != null) {
                diagnostics.refuse(
                        from,
                        "is " + diagnostics.shown(from, "") + " again, first in prices[" + first
                                + "]; a day has one price");
            }
        }
    }
}
