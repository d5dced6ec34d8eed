package dev.sluice.config.bind;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * Where a value stands in a file: fields, names and list positions from the root down. Equal paths
 * are the same place, even across readings.
 *
 * @param parent the path one step up; null for the root of a file
 * @param step a field, a name or a list position in digits; for the root, the file
 * @param position whether the step is a list position
 */
public record FieldPath(@Nullable FieldPath parent, String step, boolean position) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    public static FieldPath root(String file) {
        return new FieldPath(null, file, false);
    }

    public FieldPath field(String name) {
        return new FieldPath(this, name, false);
    }

    public FieldPath at(int index) {
        return new FieldPath(this, Integer.toString(index), true);
    }

    public String file() {
        return parent == null ? step : parent.file();
    }

    /**
     * The path as it is shown, without the file: {@code routes.slang.ladder[0].threshold}; empty
     * for the root.
     */
    @Override
    public String toString() {
        if (parent == null) {
            return "";
        }
        String above = parent.toString();
        if (position) {
            return above + "[" + step + "]";
        }
        String name = PLAIN.matcher(step).matches() ? step : Shown.quoted(step);
        return above.isEmpty() ? name : above + "." + name;
    }
}
