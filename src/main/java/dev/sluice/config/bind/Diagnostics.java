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
 * What one reading has found: where each value stands, which fields are unusable, and every problem
 * and warning. Of one thread, for one reading.
 */
public final class Diagnostics {
    private static final Comparator<ConfigProblem> BY_PLACE =
            Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column);

    private final Map<FieldPath, Spot> spots = new HashMap<>();
    private final Set<FieldPath> failed = new HashSet<>();
    private final Map<String, List<ConfigProblem>> problems = new HashMap<>();
    private final List<String> files;
    private final List<ConfigProblem> warnings = new ArrayList<>();

    /** For one reading of these files, in the order in which their problems are to be told. */
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

    /** Where a value stands, or what it would stand in if it were given. */
    public Spot spot(FieldPath path) {
        for (FieldPath at = path; at != null; at = at.parent()) {
            Spot spot = spots.get(at);
            if (spot != null) {
                return spot;
            }
        }
        return Spot.NOWHERE;
    }

    /** Remembers how a value may be shown; one that is not remembered is never shown. */
    void show(FieldPath path, String raw) {
        spots.computeIfPresent(path, (at, spot) -> new Spot(spot.line(), spot.column(), raw));
    }

    /**
     * A value as its file has it, so that nothing out of the environment is shown; a default as it
     * is.
     */
    public String shown(FieldPath path, String byDefault) {
        Spot spot = spots.get(path);
        if (spot == null) {
            return Shown.quoted(byDefault);
        }
        return spot.raw() == null ? "(not shown)" : Shown.quoted(spot.raw());
    }

    /** To say of a name that nothing is called so, with the names that may be meant. */
    public String unknown(String what, FieldPath path, String name, Collection<String> known) {
        return "names the " + what + " " + shown(path, name) + ", which does not exist"
                + Hint.about(name, known);
    }

    /** The value at this path cannot be used. */
    public void fail(FieldPath path, String message) {
        failed.add(path);
        report(path, spot(path), message);
    }

    /**
     * A problem with values that were read well each for itself; dropped where one of them was not.
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

    /** Every problem, file by file, each in the order of its lines. */
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
     * A place in a file, from line 1 and column 1, and the text there.
     *
     * @param raw as the file has it, before the environment is filled in; null where it must not be
     *     shown
     */
    public record Spot(int line, int column, @Nullable String raw) {
        static final Spot NOWHERE = new Spot(0, 0, null);
    }
}
