package dev.sluice.inference;

import io.vertx.core.http.HttpVersion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What was observed, as Markdown: modes of a fault that come to the same share a row. */
final class FaultTable {
    /** How the client asked, and over which versions of HTTP. */
    record Mode(boolean streaming, HttpVersion upstream, HttpVersion client) {}

    private final Map<Fault, Map<Mode, FaultObservation>> observed = new LinkedHashMap<>();

    /** Adds an observation; another case of the same mode has to have come to the same. */
    void add(Fault fault, Mode mode, FaultObservation observation) {
        FaultObservation before = observed.computeIfAbsent(fault, ignored -> new LinkedHashMap<>())
                .put(mode, observation);
        if (before != null && !before.equals(observation)) {
            throw new AssertionError(fault.name() + ": two cases of " + mode + " differ: " + before
                    + "\n" + observation);
        }
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        for (Fault.Moment moment : Fault.Moment.values()) {
            text.append("\n### ").append(moment.title()).append("\n\n");
            text.append("| fault | asked for | the client gets | the upstream sees | ended as | "
                    + "record | next rung |\n");
            text.append("|---|---|---|---|---|---|---|\n");
            observed.forEach((fault, modes) -> {
                if (fault.moment() == moment) {
                    rows(text, fault, modes);
                }
            });
        }
        return text.append('\n').toString();
    }

    private static void rows(StringBuilder text, Fault fault, Map<Mode, FaultObservation> modes) {
        Map<FaultObservation, Set<Mode>> same = new LinkedHashMap<>();
        modes.forEach((mode, observation) -> same.computeIfAbsent(
                        observation, ignored -> new LinkedHashSet<>())
                .add(mode));
        same.forEach((seen, of) -> text.append("| ")
                .append(String.join(
                        " | ",
                        fault.name(),
                        label(of),
                        seen.client(),
                        seen.upstream(),
                        seen.outcome(),
                        seen.recorded(),
                        seen.nextRung()))
                .append(" |\n"));
    }

    /** Names a set of modes by what they have in common. */
    private static String label(Set<Mode> modes) {
        Set<Boolean> kinds = modes.stream().map(Mode::streaming).collect(Collectors.toSet());
        Set<HttpVersion> up = modes.stream().map(Mode::upstream).collect(Collectors.toSet());
        Set<HttpVersion> down = modes.stream().map(Mode::client).collect(Collectors.toSet());
        if (modes.size() != kinds.size() * up.size() * down.size()) {
            return modes.stream()
                    .map(mode -> label(Set.of(mode)))
                    .collect(Collectors.joining("; "));
        }
        List<String> words = new ArrayList<>();
        words.add(
                kinds.size() == 2
                        ? "stream, document"
                        : kinds.contains(true) ? "stream" : "document");
        if (up.size() == 1) {
            words.add("upstream over " + name(up));
        }
        if (down.size() == 1) {
            words.add("client over " + name(down));
        }
        return String.join(", ", words);
    }

    private static String name(Set<HttpVersion> one) {
        return one.contains(HttpVersion.HTTP_2) ? "HTTP/2" : "HTTP/1.1";
    }
}
