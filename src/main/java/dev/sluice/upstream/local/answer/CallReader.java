package dev.sluice.upstream.local.answer;

/**
 * Reads calls of tools as a model writes them, character by character: {@code {"name": ...,
 * "arguments": {...}}}, or an array of those. The grammar of the engine has made sure of the form,
 * so what is between the two values is skipped, and the arguments are handed on as they come.
 */
final class CallReader {
    private final Listener listener;
    private final StringBuilder name = new StringBuilder();
    private Place place = Place.BEFORE;
    private int depth;
    private boolean inText;
    private boolean escaped;

    CallReader(Listener listener) {
        this.listener = listener;
    }

    /** Is told of each call. */
    interface Listener {
        /** A call of this function begins. */
        void begins(String name);

        /** Its arguments go on. */
        void goesOn(String arguments);
    }

    /** What is read next. */
    private enum Place {
        /** The brace of a call. */
        BEFORE,
        /** The word {@code name} and its colon. */
        KEY,
        /** The mark before the function's name. */
        COLON,
        /** The function's name. */
        NAME,
        /** The word {@code arguments}, and the brace after it. */
        BETWEEN,
        ARGUMENTS
    }

    /** Takes the next characters. */
    void accept(String text) {
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (place != Place.ARGUMENTS) {
                before(character);
                if (place == Place.ARGUMENTS) {
                    from = at;
                    depth = 1;
                }
            } else if (ends(character)) {
                listener.goesOn(text.substring(from, at + 1));
                place = Place.BEFORE;
            }
        }
        if (place == Place.ARGUMENTS && from < text.length()) {
            listener.goesOn(text.substring(from));
        }
    }

    private void before(char character) {
        switch (place) {
            case BEFORE -> place = character == '{' ? Place.KEY : place;
            case KEY -> {
                if (character == ':') {
                    place = Place.COLON;
                }
            }
            case COLON -> {
                if (character == '"') {
                    name.setLength(0);
                    place = Place.NAME;
                }
            }
            case NAME -> {
                if (character == '"') {
                    listener.begins(name.toString());
                    place = Place.BETWEEN;
                } else {
                    name.append(character);
                }
            }
            case BETWEEN -> place = character == '{' ? Place.ARGUMENTS : place;
            case ARGUMENTS -> throw new IllegalStateException("the arguments are read elsewhere");
        }
    }

    /** Whether this character is the last of the arguments. */
    private boolean ends(char character) {
        if (inText) {
            if (escaped) {
                escaped = false;
            } else if (character == '\\') {
                escaped = true;
            } else if (character == '"') {
                inText = false;
            }
            return false;
        }
        switch (character) {
            case '"' -> inText = true;
            case '{', '[' -> depth++;
            case '}', ']' -> depth--;
            default -> {}
        }
        return depth == 0;
    }
}
