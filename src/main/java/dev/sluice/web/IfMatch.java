package dev.sluice.web;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version that a client has seen of what it changes, in the header {@code If-Match}. */
public final class IfMatch {
    public static final String HEADER = "If-Match";

    /** As HTTP writes it, and as people do. */
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"?([1-9][0-9]{0,17})\"?");

    private IfMatch() {}

    /**
     * The version.
     *
     * @param header null for none
     * @return null when it says none, or any ({@code *}), or can't be read, which is told
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
