package dev.sluice.config.record;

import dev.sluice.config.bind.Days;
import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;

/**
 * The rule for how long records are kept: text can't be found without its inference's record.
 * Confined to one thread; made for one reading.
 */
public final class RecordsRules {
    private final Diagnostics diagnostics;

    public RecordsRules(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    public void check(FieldPath path, RecordsConfig records) {
        FieldPath text = path.field("keep-text");
        Days keep = records.keep();
        Days keepText = records.keepText();
        if (diagnostics.isSound(path.field("keep")) && keepText.compareTo(keep) > 0) {
            diagnostics.refuse(
                    diagnostics.isGiven(text) ? text : path.field("keep"),
                    "keeps the text longer (keep-text: " + keepText
                            + ") than the records it belongs to (keep: " + keep
                            + "); give keep-text a number of days that is not larger");
        }
    }
}
