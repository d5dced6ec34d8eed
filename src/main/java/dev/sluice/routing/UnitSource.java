package dev.sluice.routing;

/**
 * Where a route finds a request's unit, which experiments hash: usually the end user.
 *
 * @param kind the part of the request that holds it
 * @param name the metadata field's or the header's name; empty for the other kinds
 */
public record UnitSource(Kind kind, String name) {
    /**
     * Reads a route's {@code unit} setting, already validated: user, key, metadata.NAME or
     * header.NAME.
     */
    public static UnitSource of(String setting) {
        int dot = setting.indexOf('.');
        String name = dot < 0 ? "" : setting.substring(dot + 1);
        return switch (dot < 0 ? setting : setting.substring(0, dot)) {
            case "user" -> new UnitSource(Kind.USER, name);
            case "key" -> new UnitSource(Kind.KEY, name);
            case "metadata" -> new UnitSource(Kind.METADATA, name);
            case "header" -> new UnitSource(Kind.HEADER, name);
            default ->
                throw new IllegalArgumentException("unit is " + setting
                        + " (expected: user, key, metadata.<name> or header.<name>)");
        };
    }

    /** The parts of a request that can hold a unit. */
    public enum Kind {
        USER,
        KEY,
        METADATA,
        HEADER
    }
}
