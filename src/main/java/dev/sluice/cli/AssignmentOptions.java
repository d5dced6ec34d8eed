package dev.sluice.cli;

import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.Variant;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the options of {@link AssignCommand}. */
final class AssignmentOptions {
    /**
     * At most nine digits: anything longer is not a share, and might not even fit into memory when
     * expanded.
     */
    private static final Pattern SHARE = Pattern.compile("[0-9]?(\\.[0-9]{1,8})?");

    private static final Pattern VARIANT = Pattern.compile("([^:]*):([0-9]{1,5})");
    private static final Pattern LAYER = Pattern.compile("([^:]*):([0-9]{1,5})-([0-9]{1,5})");

    private AssignmentOptions() {}

    /** A share from 0 to 1, in whole basis points. */
    static final class BasisPoints implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            if (!value.isEmpty() && SHARE.matcher(value).matches()) {
                BigDecimal points = new BigDecimal(value).movePointRight(4).stripTrailingZeros();
                if (points.scale() <= 0 && points.compareTo(BigDecimal.valueOf(10_000)) <= 0) {
                    return points.intValueExact();
                }
            }
            throw new TypeConversionException("'" + value
                    + "' (expected: 0 to 1, with four decimals at most, for example 0.25)");
        }
    }

    /** A name, a colon and a weight in basis points. */
    static final class VariantText implements ITypeConverter<Variant> {
        @Override
        public Variant convert(String value) {
            Matcher text = VARIANT.matcher(value);
            if (!text.matches()) {
                throw new TypeConversionException("'" + value
                        + "' (expected: NAME:WEIGHT in basis points, for example candidate:5000)");
            }
            try {
                return new Variant(text.group(1), Integer.parseInt(text.group(2)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** A layer's salt, a colon, and two buckets with a dash between them. */
    static final class LayerText implements ITypeConverter<LayerRange> {
        @Override
        public LayerRange convert(String value) {
            Matcher text = LAYER.matcher(value);
            if (!text.matches()) {
                throw new TypeConversionException(
                        "'" + value + "' (expected: SALT:FROM-TO, for example models:0-5000)");
            }
            try {
                return new LayerRange(
                        text.group(1),
                        Integer.parseInt(text.group(2)),
                        Integer.parseInt(text.group(3)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
