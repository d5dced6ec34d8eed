package dev.sluice.upstream.local.request;

import org.jspecify.annotations.Nullable;

/**
 * Rewrites the regular expression of a JSON schema's {@code pattern} so that the engine enforces
 * it. The engine knows groups, alternatives, repetitions and classes, wants the whole string to be
 * described, and drops in silence what it can't read ({@code \d} is such). What a string in JSON
 * can hold only escaped (a quotation mark, a backslash, control characters) is never generated.
 * Confined to one thread.
 */
final class SchemaPattern {
    private static final int LENGTH_MAX = 1_000;
    private static final int REPETITIONS_MAX = 1_000;
    private static final int NESTING_MAX = 20;
    private static final String SPECIAL = "^$.*+?()[]{}|\\";
    private static final String DIGITS = "0-9";
    private static final String WORD = "a-zA-Z0-9_";

    private final String pattern;
    private final StringBuilder written = new StringBuilder();
    private int at;
    private int nesting;

    private SchemaPattern(String pattern) {
        this.pattern = pattern;
    }

    /** The same expression as the engine reads it; null if it can't be enforced. */
    static @Nullable String forEngine(String pattern) {
        if (pattern.length() > LENGTH_MAX) {
            return null;
        }
        boolean begins = pattern.startsWith("^");
        boolean ends = endsAnchored(pattern);
        if (pattern.length() < (begins ? 1 : 0) + (ends ? 1 : 0)) {
            return null;
        }
        String body = pattern.substring(begins ? 1 : 0, pattern.length() - (ends ? 1 : 0));
        try {
            SchemaPattern read = new SchemaPattern(body);
            boolean alternatives = read.alternatives();
            // An anchor beside alternatives is only that of the first or the last of them.
            if (read.at < body.length() || (alternatives && (begins || ends))) {
                return null;
            }
            String any = SchemaClass.ANY + "*";
            return "^" + (begins ? "" : any)
                    + (alternatives ? "(" + read.written + ")" : read.written)
                    + (ends ? "" : any) + "$";
        } catch (Unknown beyond) {
            return null;
        }
    }

    private static boolean endsAnchored(String pattern) {
        int backslashes = 0;
        for (int i = pattern.length() - 2; i >= 0 && pattern.charAt(i) == '\\'; i--) {
            backslashes++;
        }
        return pattern.endsWith("$") && backslashes % 2 == 0;
    }

    /** Returns whether there is more than one. */
    private boolean alternatives() throws Unknown {
        boolean several = false;
        sequence();
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            written.append('|');
            several = true;
            sequence();
        }
        return several;
    }

    private void sequence() throws Unknown {
        int begun = at;
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            atom();
            quantifier();
        }
        if (at == begun && !pattern.isEmpty()) {
            throw new Unknown(); // An empty alternative.
        }
    }

    private void atom() throws Unknown {
        char next = pattern.charAt(at);
        switch (next) {
            case '(' -> group();
            case '[' -> {
                SchemaClass found = SchemaClass.read(pattern, at);
                written.append(found.written());
                at = found.end();
            }
            case '.' -> {
                written.append(SchemaClass.ANY);
                at++;
            }
            case '\\' -> escape();
            case '^', '$', '*', '+', '?', '{', '}', ']' -> throw new Unknown();
            default -> {
                literal(pattern.codePointAt(at));
                at += Character.charCount(pattern.codePointAt(at));
            }
        }
    }

    private void group() throws Unknown {
        at++;
        if (pattern.startsWith("?:", at)) {
            at += 2;
        } else if (at < pattern.length() && pattern.charAt(at) == '?') {
            throw new Unknown();
        }
        if (++nesting > NESTING_MAX) {
            throw new Unknown();
        }
        written.append('(');
        alternatives();
        if (at >= pattern.length()) {
            throw new Unknown();
        }
        at++;
        nesting--;
        written.append(')');
    }

    private void escape() throws Unknown {
        if (at + 1 >= pattern.length()) {
            throw new Unknown();
        }
        switch (pattern.charAt(at + 1)) {
            case 'd' -> shorthand("[" + DIGITS + "]");
            case 'D' -> shorthand(SchemaClass.not(DIGITS));
            case 'w' -> shorthand("[" + WORD + "]");
            case 'W' -> shorthand(SchemaClass.not(WORD));
            case 's' -> shorthand(" ");
            case 'S' -> shorthand(SchemaClass.not(" "));
            default -> {
                EscapedCharacter found = EscapedCharacter.read(pattern, at);
                literal(found.character());
                at = found.end();
            }
        }
    }

    private void shorthand(String as) {
        written.append(as);
        at += 2;
    }

    private void literal(int character) throws Unknown {
        if (SchemaClass.needsEscape(character)) {
            throw new Unknown();
        }
        if (SPECIAL.indexOf(character) >= 0) {
            written.append('\\');
        }
        written.appendCodePoint(character);
    }

    private void quantifier() throws Unknown {
        if (at >= pattern.length()) {
            return;
        }
        char next = pattern.charAt(at);
        if (next == '*' || next == '+' || next == '?') {
            written.append(next);
            at++;
        } else if (next == '{') {
            repetition();
        } else {
            return;
        }
        // Lazy is the same strings. Twice, and possessive, are other things.
        if (at < pattern.length() && pattern.charAt(at) == '?') {
            at++;
        }
        if (at < pattern.length() && "*+?{".indexOf(pattern.charAt(at)) >= 0) {
            throw new Unknown();
        }
    }

    private void repetition() throws Unknown {
        int end = pattern.indexOf('}', at);
        String count = end < 0 ? "" : pattern.substring(at + 1, end);
        if (!count.matches("[0-9]{1,4}(,([0-9]{1,4})?)?")) {
            throw new Unknown();
        }
        String[] bounds = count.split(",", -1);
        int least = Integer.parseInt(bounds[0]);
        int most = bounds.length < 2 || bounds[1].isEmpty() ? least : Integer.parseInt(bounds[1]);
        if (least > most || most > REPETITIONS_MAX) {
            throw new Unknown();
        }
        written.append('{').append(count).append('}');
        at = end + 1;
    }

    /** There is something in the expression that can't be enforced. */
    static final class Unknown extends Exception {
        private static final long serialVersionUID = 1;

        Unknown() {
            super(null, null, false, false);
        }
    }
}
