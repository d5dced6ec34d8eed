package dev.sluice.config.bind;

/**
 * One thing wrong, or worth a warning, in a configuration file. No part of it holds a secret.
 *
 * @param file the file as it was given
 * @param path the field, for example {@code routes.slang.ladder[0].threshold}; empty for the file
 *     as a whole
 * @param line from 1; 0 where there is no place in the file to point at
 * @param column from 1; 0 where there is no place in the file to point at
 * @param message what is wrong, the value, what was expected and the next step; reads on from the
 *     path
 */
public record ConfigProblem(String file, String path, int line, int column, String message) {
    /**
     * One line: {@code sluice.yaml:3:14: listen.port is "x", expected a whole number from 0 to
     * 65535}.
     */
    @Override
    public String toString() {
        String place = line == 0 ? file : file + ":" + line + ":" + column;
        return place + ": " + (path.isEmpty() ? "the file" : path) + " " + message;
    }
}
