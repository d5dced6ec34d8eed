package dev.sluice.rollout.json;

import java.util.List;

/** The fields of a definition, for tests of what describes them. */
public final class DefinitionFields {
    private DefinitionFields() {}

    public static List<String> all() {
        return DefinitionReader.FIELDS;
    }
}
