package dev.sluice.config.record;

import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rule on a model's prices: a day has one. Of one thread, for one reading. */
public final class PriceRules {
    private final Diagnostics diagnostics;

    public PriceRules(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** In any order: which entry is in force is a matter of its date. */
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
