package dev.sluice.config.bind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the findings of one reading: where each value stands, which fields are unusable, and all
 * problems and warnings. Confined to one thread; made for one reading.
 */
public final class Diagnostics {
    private static final Comparator<ConfigProblem> BY_PLACE =
            Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column);

    private final Map<FieldPath, Spot> spots = new HashMap<>();
    private final Set<FieldPath> failed = new HashSet<>();
    private final Map<String, List<ConfigProblem>> problems = new HashMap<>();
    private final List<String> files;
    private final List<ConfigProblem> warnings = new ArrayList<>();

    /** For one reading of these files; their problems are listed in this order. */
    public Diagnostics(List<String> files) {
        this.files = List.copyOf(files);
    }

    /** Remembers where a value stands. */
    public void place(FieldPath path, Spot spot) {
        spots.putIfAbsent(path, spot);
    }

    /** Whether a file has this field, with or without a value. */
    public boolean isGiven(FieldPath path) {
        return spots.containsKey(path);
    }

    /**
     * Whether the value at a path can be relied on: neither it nor anything above it has failed.
     */
    public boolean isSound(FieldPath path) {
        for (FieldPath at = path; at != null; at = at.parent()) {
            if (failed.contains(at)) {
                return false;
            }
        }
        return true;
    }

    public boolean hasProblems() {
        return !problems.isEmpty();
    }

    /** Where a value stands, or where it would stand if it were present. */
    public Spot spot(FieldPath path) {
        for (FieldPath at = path; at != null; at = at.parent()) {
            Spot spot = spots.get(at);
            if (spot != null) {
                return spot;
            }
        }
        return Spot.NOWHERE;
    }

    /** Remembers how a value may be shown; a value that is not remembered is never shown. */
    void show(FieldPath path, String raw) {
        spots.computeIfPresent(path, (at, spot) -> new Spot(spot.line(), spot.column(), raw));
    }

    /**
     * A value as written in its file, so that nothing from the environment is shown; for a missing
     * value the default.
     */
    public String shown(FieldPath path, String byDefault) {
        Spot spot = spots.get(path);
        if (spot == null) {
            return Shown.quoted(byDefault);
        }
        return spot.raw() == null ? "(not shown)" : Shown.quoted(spot.raw());
    }

    /** Says that a name does not exist, with suggestions. */
    public String unknown(String what, FieldPath path, String name, Collection<String> known) {
        return "names the " + what + " " + shown(path, name) + ", which does not exist"
                + Hint.about(name, known);
    }

    /** Reports that the value at this path can't be used. */
    public void fail(FieldPath path, String message) {
        failed.add(path);
        report(path, spot(path), message);
    }

    /**
     * Reports a problem between values that are valid by themselves; ignored if one of them is not.
     */
    public void refuse(FieldPath path, String message) {
        if (isSound(path)) {
            report(path, spot(path), message);
        }
    }

    void report(FieldPath path, Spot spot, String message) {
        problems.computeIfAbsent(path.file(), file -> new ArrayList<>())
                .add(problem(path, spot, message));
    }

    public void warn(FieldPath path, String message) {
        warnings.add(problem(path, spot(path), message));
    }

    /** All problems, file by file, each in the order of lines. */
    public List<ConfigProblem> problems() {
        return files.stream()
                .flatMap(file -> problems.getOrDefault(file, List.of()).stream().sorted(BY_PLACE))
                .toList();
    }

    public List<ConfigProblem> warnings() {
        return warnings.stream().sorted(BY_PLACE).toList();
    }

    private static ConfigProblem problem(FieldPath path, Spot spot, String message) {
        return new ConfigProblem(path.file(), path.toString(), spot.line(), spot.column(), message);
    }

    /**
     * A place in a file, with lines and columns from 1, and the text there.
     *
     * @param raw the text as in the file, before environment variables are filled in; null when it
     *     must not be shown
     */
    public record Spot(int line, int column, @Nullable String raw) {
        static final Spot NOWHERE = new Spot(0, 0, null);
    }
}
