package dev.sluice.config.bind;

/**
 * A problem or warning about a configuration file. Contains no secrets.
 *
 * @param file the file as it was given
 * @param path the field, for example {@code routes.slang.ladder[0].threshold}; empty for the whole
 *     file
 * @param line from 1; 0 when there is no place in the file to point at
 * @param column from 1; 0 when there is no place in the file to point at
 * @param message what is wrong, the value, what was expected and the next step; continues a
 *     sentence that begins with the path
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
