package dev.sluice.experiment.definition;

import dev.sluice.experiment.Variant;

/** A variant and what it serves. */
public record VariantDefinition(Variant variant, Serving serving) {
    /** Its name. */
    public String name() {
        return variant.name();
    }
}
