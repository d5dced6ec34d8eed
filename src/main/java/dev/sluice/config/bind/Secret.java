package dev.sluice.config.bind;

/** A value of the configuration that must not appear in logs, errors or a printed configuration. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "Secret[***]";
    }
}
