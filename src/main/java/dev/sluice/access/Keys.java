package dev.sluice.access;

import dev.sluice.config.ConfigStore;

import jakarta.enterprise.context.ApplicationScoped;

/** Holds the key table in force. */
@ApplicationScoped
class Keys {
    private volatile KeyTable table;

    Keys(ConfigStore config) {
        config.subscribe(changed -> table = KeyTable.of(changed.keys()));
        this.table = KeyTable.of(config.current().keys());
    }

    /** The table in force. */
    KeyTable table() {
        return table;
    }
}
