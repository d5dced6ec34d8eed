package dev.sluice.simulator;

/** A script that can't be played. The message names the field, its value and what was expected. */
public final class ScriptException extends RuntimeException {
    public ScriptException(String message) {
        super(message);
    }
}
