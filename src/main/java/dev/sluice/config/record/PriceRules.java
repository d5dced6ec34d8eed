package dev.sluice.config.record;

import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.bind.Findings;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rule on a model's prices: a day has one. Of one thread, for one reading. */
public final class PriceRules {
    private final Findings findings;

    public PriceRules(Findings findings) {
        this.findings = findings;
    }

    /** In any order: which entry is in force is a matter of its date. */
    public void check(FieldPath path, List<PriceConfig> prices) {
        Map<LocalDate, Integer> seen = new HashMap<>();
        for (int i = 0; i < prices.size(); i++) {
            FieldPath from = path.at(i).field("from");
            Integer first =
                    findings.isSound(from) ? seen.putIfAbsent(prices.get(i).from(), i) : null;
            if (first != null) {
                findings.refuse(
                        from,
                        "is " + findings.shown(from, "") + " again, first in prices[" + first
                                + "]; a day has one price");
            }
        }
    }
}
