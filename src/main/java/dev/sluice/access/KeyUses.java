package dev.sluice.access;

import dev.sluice.config.ConfigStore;
import dev.sluice.config.server.KeyConfig;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the uses of the keys in force. A key that stays keeps its count. Thread-safe. */
@ApplicationScoped
public class KeyUses {
    private volatile Map<String, KeyUse> uses = Map.of();

    KeyUses(ConfigStore config) {
        config.subscribe(changed -> take(changed.keys()));
        take(config.current().keys());
    }

    /** The uses of the named key; null when there is no such key in force. */
    public @Nullable KeyUse of(String name) {
        return uses.get(name);
    }

    /** A request has come with that key. */
    void used(ApiKey key) {
        KeyUse use = uses.get(key.name());
        if (use != null) {
            use.count();
        }
    }

    private void take(List<KeyConfig> keys) {
        Map<String, KeyUse> before = uses;
        Map<String, KeyUse> after = new HashMap<>();
        for (KeyConfig key : keys) {
            KeyUse known = before.get(key.name());
            after.put(
                    key.name(),
                    known != null && known.isOf(key.sha256()) ? known : new KeyUse(key.sha256()));
        }
        uses = Map.copyOf(after);
    }
}
