package dev.sluice.config.server;

import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;
import dev.sluice.vocabulary.Role;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The rules for keys: all must differ, and without a key only this machine may call. Confined to
 * one thread; made for one reading.
 */
public final class KeyRules {
    private final Map<FieldPath, KeyConfig> keys;
    private final List<FieldPath> lists;
    private final Diagnostics diagnostics;

    /**
     * @param keys all keys of a configuration, by their places
     * @param lists the lists they come from, which may be in two files
     */
    public KeyRules(
            Map<FieldPath, KeyConfig> keys, List<FieldPath> lists, Diagnostics diagnostics) {
        this.keys = keys;
        this.lists = lists;
        this.diagnostics = diagnostics;
    }

    public void check() {
        Map<String, FieldPath> names = new HashMap<>();
        Map<String, FieldPath> digests = new HashMap<>();
        keys.forEach((path, key) -> {
            FieldPath name = path.field("name");
            FieldPath first =
                    diagnostics.isSound(name) ? names.putIfAbsent(key.name(), path) : null;
            if (first != null) {
                diagnostics.refuse(
                        name,
                        "is " + diagnostics.shown(name, key.name()) + " again, first in "
                                + place(first) + "; a name has one key");
            }
            FieldPath digest = path.field("sha256");
            FieldPath same =
                    diagnostics.isSound(digest) ? digests.putIfAbsent(key.sha256(), path) : null;
            if (same != null) {
                diagnostics.refuse(
                        digest,
                        "is the key of " + place(same)
                                + " again; make another one with ./sluice key new NAME");
            }
        });
        roles();
    }

    /** Keys were made before there were roles, and all of them are clients then. */
    private void roles() {
        boolean known = keys.keySet().stream()
                .allMatch(path ->
                        diagnostics.isSound(path) && diagnostics.isSound(path.field("role")));
        if (known
                && !keys.isEmpty()
                && keys.values().stream().allMatch(key -> key.role() == Role.CLIENT)) {
            FieldPath list =
                    Objects.requireNonNull(keys.keySet().iterator().next().parent());
            diagnostics.warn(
                    list,
                    "has no key with a role above client: nobody can read records or command "
                            + "experiments, on the pages neither; give one of them a role "
                            + "(./sluice key role NAME admin, or role: admin here), or make one: "
                            + "./sluice key new NAME --role admin");
        }
    }

    /** Listening beyond this machine needs a key. */
    public void listen(FieldPath path, ListenConfig listen) {
        FieldPath host = path.field("host");
        if (keys.isEmpty()
                && lists.stream().allMatch(diagnostics::isSound)
                && !listen.isLoopback()) {
            diagnostics.refuse(
                    host,
                    "is " + diagnostics.shown(host, listen.host())
                            + ": listening on it without keys would let anyone in, add a key"
                            + " (./sluice key new NAME) or listen on 127.0.0.1");
        }
    }

    /** Pages of all origins may only read what needs a key. */
    public void cors(FieldPath path, List<String> origins) {
        int any = origins.indexOf(ListenConfig.ANY_ORIGIN);
        if (any < 0 || !diagnostics.isSound(path)) {
            return;
        }
        if (origins.size() > 1) {
            diagnostics.refuse(
                    path.at(any),
                    "is * beside other origins, expected * alone, because it stands for all");
        } else if (keys.isEmpty() && lists.stream().allMatch(diagnostics::isSound)) {
            diagnostics.refuse(
                    path.at(any),
                    "is *: without keys every web page that is open on this machine could use its "
                            + "models, add a key (./sluice key new NAME) or name the origins");
        }
    }

    private String place(FieldPath path) {
        return path + " (" + path.file() + ":" + diagnostics.spot(path).line() + ")";
    }
}
