package dev.sluice.access;

import dev.sluice.config.ConfigStore;
import dev.sluice.config.server.KeyConfig;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import java.util.List;

/** Holds the key table in force. */
@ApplicationScoped
class Keys {
    private static final Logger LOG = Logger.getLogger(Keys.class);

    private volatile KeyTable table;

    private List<KeyConfig> known;

    Keys(ConfigStore config) {
        config.subscribe(changed -> change(changed.keys()));
        this.known = config.current().keys();
        this.table = KeyTable.of(known);
    }

    /** Changes come one after the other. */
    private void change(List<KeyConfig> keys) {
        KeyChanges.between(known, keys).ifPresent(LOG::info);
        known = keys;
        table = KeyTable.of(keys);
    }

    /** The table in force. */
    KeyTable table() {
        return table;
    }
}
