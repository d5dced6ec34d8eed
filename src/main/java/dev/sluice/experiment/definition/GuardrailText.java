package dev.sluice.experiment.definition;

import dev.sluice.experiment.statistics.Guardrail.Unit;
import dev.sluice.experiment.statistics.Limit;
import dev.sluice.vocabulary.FeedbackKind;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Guardrails as people write them: {@code NAME[_drop|_rise] (>|<) NUMBER [%|x|s|ms]}. With {@code
 * _drop} or {@code _rise} the number is a margin against the control; with {@code x} it is a
 * multiple of the control's value; otherwise it is absolute. A text without meaning, or a limit
 * that could never be crossed, is refused.
 */
public final class GuardrailText {
    private static final Pattern FORM = Pattern.compile(
            "\\s*([A-Za-z][A-Za-z0-9_.-]{0,127})\\s*([<>])\\s*(-?[0-9]{1,12}(?:\\.[0-9]{1,"
                    + "9})?)\\s*(%|x|ms|s)?\\s*");
    private static final String DROP = "_drop";
    private static final String RISE = "_rise";
    private static final double MOST_TIMES = 1_000;
    private static final double MOST_SECONDS = 1e6;
    private static final double LARGEST = 1e12;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

    private final Metric metric;
    private final boolean less;
    private final BigDecimal number;
    private final String sign;

    private GuardrailText(Metric metric, boolean less, BigDecimal number, String sign) {
        this.metric = metric;
        this.less = less;
        this.number = number;
        this.sign = sign;
    }

    /** What a text means, or why it was refused. */
    public sealed interface Read {}

    /** The text means this rule. The rule's text has normalised spaces. */
    public record Rule(GuardrailRule rule) implements Read {}

    /**
     * The text has no meaning.
     *
     * @param expected what would be valid; completes "expected ..."
     * @param metric the unknown metric name; null if the name is not the problem
     */
    public record Refused(String expected, @Nullable String metric) implements Read {}

    /** Reads a guardrail. */
    public static Read read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return refused("a guardrail such as rating_drop > 0.3, errors > 5 %, latency > 2x or "
                    + "response > 3 s");
        }
        String name = matcher.group(1);
        boolean drop = name.endsWith(DROP);
        boolean margin = drop || name.endsWith(RISE);
        String of = margin ? name.substring(0, name.length() - DROP.length()) : name;
        Metric metric = Metric.of(of).orElse(null);
        if (metric == null) {
            return new Refused("a metric", of);
        }
        boolean less = matcher.group(2).equals("<");
        String sign = matcher.group(4) == null ? "" : matcher.group(4);
        GuardrailText parts =
                new GuardrailText(metric, less, new BigDecimal(matcher.group(3)), sign);
        String written = name + " " + matcher.group(2) + " " + matcher.group(3)
                + (sign.equals("x") ? "x" : (" " + sign)).stripTrailing();
        return margin ? parts.margin(drop, written) : parts.limit(written);
    }

    private Read margin(boolean drop, String written) {
        if (less) {
            return refused("'>' behind " + DROP + " and " + RISE + ": by how much it may be worse");
        }
        if (contradicts(drop)) {
            return refused(metric.name() + (drop ? RISE : DROP) + ": the other way is no harm");
        }
        if (sign.equals("x")) {
            return refused("a margin without x; so many times the control's is written "
                    + metric.name() + " " + (drop ? "< 0.8x" : "> 2x"));
        }
        BigDecimal by = value();
        if (by == null) {
            return refused(form());
        }
        double most = Double.isFinite(metric.range()) ? metric.range() : LARGEST;
        if (by.signum() < 0 || by.doubleValue() >= most) {
            return refused("a margin from 0 to below " + shown(most));
        }
        return rule(written, drop, new Limit.Margin(by.doubleValue()));
    }

    private Read limit(String written) {
        if (contradicts(less)) {
            return refused("'" + (less ? '>' : '<') + "': " + metric.name()
                    + " is worse when it is " + (less ? "higher" : "lower"));
        }
        if (sign.equals("x")) {
            double times = number.doubleValue();
            return times <= 0 || times > MOST_TIMES || (less ? times > 1 : times < 1)
                    ? refused(
                            less ? "above 0x, 1x at most" : "from 1x to " + (int) MOST_TIMES + "x")
                    : rule(written, less, new Limit.Ratio(times));
        }
        BigDecimal value = value();
        if (value == null) {
            return refused(form());
        }
        double least = least();
        double most = most();
        double at = value.doubleValue();
        // Nothing lies beyond the far bound.
        if (less ? at <= least || at > most : at < least || at >= most) {
            return refused("a limit that can be crossed: " + (less ? "above " : "from ")
                    + shown(least) + " to " + (less ? "" : "below ") + shown(most));
        }
        return rule(written, less, new Limit.Absolute(at));
    }

    private Read rule(String written, boolean lowerIsWorse, Limit limit) {
        return new Rule(new GuardrailRule(written, metric, lowerIsWorse, limit));
    }

    /** For tokens and custom feedback values only the definition knows which direction is worse. */
    private boolean contradicts(boolean lowerIsWorse) {
        boolean either = metric.source() == Metric.Source.TOKENS
                || metric.name().startsWith(Metric.FEEDBACK_PREFIX);
        return !either && lowerIsWorse != metric.lowerIsWorse();
    }

    /** The number in the metric's unit; null if its suffix belongs to another unit. */
    private @Nullable BigDecimal value() {
        return switch (metric.unit()) {
            case SHARE ->
                switch (sign) {
                    case "%" -> number.divide(HUNDRED);
                    case "" -> number;
                    default -> null;
                };
            case SECONDS ->
                switch (sign) {
                    case "s" -> number;
                    case "ms" -> number.divide(THOUSAND);
                    default -> null;
                };
            case NUMBER -> sign.isEmpty() ? number : null;
        };
    }

    private String form() {
        return switch (metric.unit()) {
            case SHARE -> "a share of " + metric.name() + " such as 5 % or 0.05";
            case SECONDS -> "a time of " + metric.name() + " such as 3 s or 3000 ms";
            case NUMBER -> "a plain number for " + metric.name() + ", such as 0.3";
        };
    }

    private double least() {
        if (metric.name().startsWith(Metric.FEEDBACK_PREFIX)) {
            return -LARGEST;
        }
        return metric.feedback().equals(FeedbackKind.RATING.label()) ? 1 : 0;
    }

    private double most() {
        if (metric.unit() == Unit.SECONDS) {
            return MOST_SECONDS;
        }
        return Double.isFinite(metric.range()) ? least() + metric.range() : LARGEST;
    }

    private String shown(double value) {
        return switch (metric.unit()) {
            case SHARE -> plain(value * 100) + " %";
            case SECONDS -> plain(value) + " s";
            case NUMBER -> plain(value);
        };
    }

    private static String plain(double value) {
        return new BigDecimal(value).stripTrailingZeros().toPlainString();
    }

    private static Refused refused(String expected) {
        return new Refused(expected, null);
    }
}
