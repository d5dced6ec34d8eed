package dev.sluice.record.api;

import dev.sluice.common.Ids;
import dev.sluice.vocabulary.Lexicon;
import dev.sluice.vocabulary.Operation;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Party;
import dev.sluice.vocabulary.VerdictKind;
import dev.sluice.web.Forms;
import dev.sluice.web.NextPage;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One filter of the list of inferences.
 *
 * @param expected what its value has to be; completes "expected ..."
 * @param condition turns a value into a condition; gives null for a value that does not fit
 */
record Parameter(String expected, Function<String, @Nullable Condition> condition) {
    /** Every filter by its name. */
    static final Map<String, Parameter> ALL = all();

    private static final Pattern TEXT = Pattern.compile("[^\\x00-\\x1f\\x7f]{1,512}");
    private static final Pattern STATUS = Pattern.compile("[1-5][0-9]{2}");
    private static final Pattern STATUS_CLASS = Pattern.compile("([1-5])xx");
    private static final Pattern DURATION =
            Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)(ms|s|m)");

    /**
     * A condition on {@code inference i}.
     *
     * @param sql the condition, with one question mark for the value; without one if there is no
     *     value
     */
    record Condition(String sql, @Nullable Object value) {}

    private static Map<String, Parameter> all() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        all.put("route", equal("i.route"));
        all.put("model", equal("i.model"));
        all.put("requested_model", equal("i.requested_model"));
        all.put("served_model", equal("i.served_model"));
        all.put("key", equal("i.key_name"));
        all.put("unit", equal("i.unit"));
        all.put("experiment", equal("i.experiment"));
        all.put("variant", equal("i.variant"));
        all.put("error_code", equal("i.error_code"));
        all.put("outcome", oneOf("i.outcome", Outcome.WORDS));
        all.put("party", oneOf("i.party", Party.WORDS));
        all.put("operation", oneOf("i.operation", Operation.WORDS));
        all.put(
                "status",
                new Parameter(
                        "an HTTP status such as 429, a class such as 5xx, or none",
                        Parameter::status));
        all.put("streaming", flag("i.streaming", "not i.streaming"));
        String text = "exists (select 1 from inference_text t where t.inference_id = i.id)";
        all.put("has_text", flag(text, "not " + text));
        all.put("since", new Parameter(Forms.MOMENT, value -> bound("i.id >= ?", value)));
        all.put("until", new Parameter(Forms.MOMENT, value -> bound("i.id < ?", value)));
        all.put(
                "min_duration",
                new Parameter("a duration such as 250ms, 1.5s or 2m", Parameter::minDuration));
        String shares = "a number from 0 to 1 such as 0.8";
        all.put(
                "min_confidence",
                new Parameter(shares, value -> confidence("i.confidence >= ?", value)));
        all.put(
                "max_confidence",
                new Parameter(shares, value -> confidence("i.confidence <= ?", value)));
        all.put("verdict", oneOf("i.verdict", VerdictKind.WORDS));
        all.put(NextPage.AFTER, new Parameter("the next of the page before", Parameter::after));
        return all;
    }

    private static Parameter equal(String column) {
        return new Parameter(
                "text of at most 512 characters",
                value -> TEXT.matcher(value).matches()
                        ? new Condition(column + " = ?", value)
                        : null);
    }

    private static Parameter oneOf(String column, Lexicon<?> words) {
        return new Parameter(
                "one of " + String.join(", ", words.labels()),
                value -> words.find(value) == null ? null : new Condition(column + " = ?", value));
    }

    private static Parameter flag(String whenTrue, String whenFalse) {
        return new Parameter("true or false", value -> switch (value) {
            case "true" -> new Condition(whenTrue, null);
            case "false" -> new Condition(whenFalse, null);
            default -> null;
        });
    }

    private static @Nullable Condition status(String value) {
        if (value.equals("none")) {
            return new Condition("i.status = 0", null);
        }
        Matcher range = STATUS_CLASS.matcher(value);
        if (range.matches()) {
            return new Condition("i.status / 100 = ?", Integer.parseInt(range.group(1)));
        }
        return STATUS.matcher(value).matches()
                ? new Condition("i.status = ?", Integer.parseInt(value))
                : null;
    }

    private static @Nullable Condition bound(String sql, String value) {
        Instant moment = Forms.moment(value);
        return moment == null ? null : new Condition(sql, Ids.first(moment));
    }

    private static @Nullable Condition minDuration(String value) {
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            return null;
        }
        Duration unit = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            default -> Duration.ofMinutes(1);
        };
        BigDecimal micros = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unit.toNanos() / 1000));
        return new Condition("i.duration_us >= ?", micros.longValue());
    }

    private static @Nullable Condition confidence(String sql, String value) {
        Double share = Forms.share(value);
        return share == null ? null : new Condition(sql, share);
    }

    private static @Nullable Condition after(String value) {
        UUID id = Forms.id(value);
        return id == null ? null : new Condition(InferenceFilter.BEHIND, id);
    }
}
