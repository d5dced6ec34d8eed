package dev.sluice.access;

import dev.sluice.config.ConfigStore;

import jakarta.enterprise.context.ApplicationScoped;

/** Holds the key table in force. */
@ApplicationScoped
public class Keys {
    /** Under which the context of a request that was let in carries its {@link ApiKey}. */
    public static final String OF_REQUEST = "sluice.key";

    private volatile KeyTable table;

    Keys(ConfigStore config) {
        config.subscribe(changed -> table = KeyTable.of(changed.keys()));
        this.table = KeyTable.of(config.current().keys());
    }

    /** The table in force. */
    public KeyTable table() {
        return table;
    }
}
