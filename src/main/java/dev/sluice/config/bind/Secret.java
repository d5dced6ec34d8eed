package dev.sluice.config.bind;

/**
 * A value of the configuration that must not show up in logs, errors or the configuration's echo.
 */
public record Secret(String value) {
    @Override
    public String toString() {
        return "Secret[***]";
    }
}
