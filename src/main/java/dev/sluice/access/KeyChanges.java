package dev.sluice.access;

import dev.sluice.config.server.KeyConfig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the log says when keys change: whose, and never which. Pure. */
final class KeyChanges {
    /** So many names of a kind are listed; the others are counted. */
    private static final int NAMES_MAX = 20;

    private KeyChanges() {}

    /** The sentence; empty when the keys are the same. */
    static Optional<String> between(List<KeyConfig> before, List<KeyConfig> after) {
        Map<String, KeyConfig> old = byName(before);
        Map<String, KeyConfig> now = byName(after);
        List<String> added = new ArrayList<>();
        List<String> replaced = new ArrayList<>();
        List<String> limited = new ArrayList<>();
        List<String> given = new ArrayList<>();
        now.forEach((name, key) -> {
            KeyConfig known = old.get(name);
            if (known == null) {
                added.add(name);
            } else if (!known.sha256().equals(key.sha256())) {
                replaced.add(name);
            } else if (!Objects.equals(known.open(), key.open())) {
                limited.add(
                        name + " (open: " + (key.open() == null ? "no limit" : key.open()) + ")");
            }
            if (known != null && known.role() != key.role()) {
                given.add(name + " (" + known.role().label() + " before, "
                        + key.role().label() + " now)");
            }
        });
        List<String> removed =
                old.keySet().stream().filter(name -> !now.containsKey(name)).toList();
        List<String> parts = new ArrayList<>();
        add(parts, "added ", added);
        add(parts, "removed ", removed);
        add(parts, "replaced ", replaced);
        add(parts, "limited ", limited);
        add(parts, "given another role ", given);
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of("keys have changed: " + String.join("; ", parts));
    }

    private static void add(List<String> parts, String what, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        int shown = Math.min(names.size(), NAMES_MAX);
        parts.add(what
                + String.join(", ", names.subList(0, shown))
                + (names.size() > shown ? " and " + (names.size() - shown) + " more" : ""));
    }

    private static Map<String, KeyConfig> byName(List<KeyConfig> keys) {
        Map<String, KeyConfig> byName = new LinkedHashMap<>();
        keys.forEach(key -> byName.put(key.name(), key));
        return byName;
    }
}
