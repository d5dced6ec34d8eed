package dev.sluice.upstream.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Values that are sent to one upstream and must not be returned by it: servers repeat credentials
 * in their errors, and those errors go to clients. Its {@code toString} shows none of them.
 */
final class Secrets {
    private static final String MASK = "***";

    /**
     * Shorter values of the extra headers are ordinary words, which an error may contain by chance.
     */
    private static final int SHORTEST_VALUE = 8;

    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?i).*(key|token|secret|sig|pass|auth|code).*");

    /** One escape of JSON: as a whole, since the second of two backslashes begins none. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u00([0-9a-fA-F]{2})|.)");

    private final List<String> values;

    private Secrets(List<String> values) {
        this.values = values;
    }

    /**
     * Collects the secrets of a key, extra headers, and the query of the address.
     *
     * @param key empty if there is none
     */
    static Secrets of(String key, Map<String, String> headers, String query) {
        Stream<String> ofHeaders =
                headers.values().stream().filter(value -> value.length() >= SHORTEST_VALUE);
        Stream<String> ofQuery = Stream.of(query.replaceFirst("^\\?", "").split("&"))
                .map(parameter -> parameter.split("=", 2))
                .filter(pair ->
                        pair.length == 2 && SECRET_PARAMETER.matcher(pair[0]).matches())
                .map(pair -> pair[1]);
        return new Secrets(Stream.of(Stream.of(key), ofHeaders, ofQuery)
                .flatMap(each -> each)
                .flatMap(
                        value -> Stream.of(value, inJson(value), inJson(value).replace("/", "\\/")))
                .filter(value -> !value.isBlank())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /** The bytes with each secret masked; the same buffer if it has none. */
    Buffer mask(Buffer bytes) {
        String text = bytes.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
        String masked = mask(text);
        if (masked.contains("\\u00")) {
            String plain = unescaped(masked);
            String again = mask(plain);
            masked = again.equals(plain) ? masked : again;
        }
        return masked.equals(text) ? bytes : Buffer.buffer(masked, "ISO-8859-1");
    }

    private String mask(String text) {
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        return masked;
    }

    /** The same JSON, in which characters stand for themselves that need no escape. */
    private static String unescaped(String json) {
        return ESCAPE.matcher(json).replaceAll(found -> {
            String code = found.group(1);
            int character = code == null ? 0 : Integer.parseInt(code, 16);
            boolean plain =
                    character >= ' ' && character <= '~' && character != '"' && character != '\\';
            return Matcher.quoteReplacement(plain ? Character.toString(character) : found.group());
        });
    }

    private static String inJson(String value) {
        String quoted = Json.encode(value);
        return quoted.substring(1, quoted.length() - 1);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Secrets[%d]", values.size());
    }
}
