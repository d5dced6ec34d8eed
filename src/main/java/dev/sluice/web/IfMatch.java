package dev.sluice.web;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the header {@code If-Match}: the version that a client saw of what it changes. */
public final class IfMatch {
    public static final String HEADER = "If-Match";

    /** Both HTTP's notation and a plain number. */
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"?([1-9][0-9]{0,17})\"?");

    private IfMatch() {}

    /**
     * Reads the version.
     *
     * @param header the header's value; null when it is missing
     * @return null when there is no header, when it is {@code *}, or when it is wrong, which is
     *     reported
     */
    public static @Nullable Long version(@Nullable String header, Faults faults) {
        if (header == null || header.equals("*")) {
            return null;
        }
        Matcher tag = TAG.matcher(header);
        if (tag.matches()) {
            return Long.valueOf(tag.group(1));
        }
        faults.add(HEADER, header, "a version such as \"3\"");
        return null;
    }
}
