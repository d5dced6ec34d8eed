package dev.sluice.config.bind;

import dev.sluice.vocabulary.Labelled;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The type of a field in the file. When a case is added, the compiler lists the places to change in
 * the reader and the schema.
 */
public sealed interface FieldType {
    /** One value, written as a YAML scalar. */
    enum Scalar implements FieldType {
        TEXT,
        WHOLE,
        DECIMAL,
        AMOUNT,
        FLAG,
        DURATION,
        DATE,
        DAYS,
        BYTES,
        URL,
        NETWORK,
        SECRET
    }

    /** One of a fixed set of words. */
    record Choice(Class<? extends Enum<?>> type) implements FieldType {
        List<String> labels() {
            return Arrays.stream(type.getEnumConstants()).map(Choice::label).toList();
        }

        public static String label(Enum<?> constant) {
            return constant instanceof Labelled labelled
                    ? labelled.label()
                    : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A list. */
    record Many(FieldType element) implements FieldType {}

    /** A mapping whose names the operator chooses. */
    record Named(FieldType element) implements FieldType {}

    /** A mapping with known fields. */
    record Nested(Class<? extends Record> type) implements FieldType {}

    /**
     * The type of a record component. Fails on a Java type without a notation in the file, which is
     * a mistake in the record.
     */
    static FieldType of(Type type) {
        return switch (type) {
            case ParameterizedType generic
            when generic.getRawType() == List.class ->
                new Many(of(generic.getActualTypeArguments()[0]));
            case ParameterizedType generic
            when generic.getRawType() == Map.class ->
                new Named(of(generic.getActualTypeArguments()[1]));
            case Class<?> plain when plain.isEnum() -> new Choice(enumClass(plain));
            case Class<?> plain when plain == ByteSize.class -> Scalar.BYTES;
            case Class<?> plain when plain == Days.class -> Scalar.DAYS;
            case Class<?> plain when plain == Network.class -> Scalar.NETWORK;
            case Class<?> plain when plain == Secret.class -> Scalar.SECRET;
            case Class<?> plain when plain.isRecord() -> new Nested(plain.asSubclass(Record.class));
            case Class<?> plain -> scalar(plain);
            default -> throw unknown(type);
        };
    }

    private static Scalar scalar(Class<?> type) {
        if (type == String.class) {
            return Scalar.TEXT;
        }
        if (type == int.class || type == Integer.class) {
            return Scalar.WHOLE;
        }
        if (type == double.class || type == Double.class) {
            return Scalar.DECIMAL;
        }
        if (type == BigDecimal.class) {
            return Scalar.AMOUNT;
        }
        if (type == boolean.class || type == Boolean.class) {
            return Scalar.FLAG;
        }
        if (type == Duration.class) {
            return Scalar.DURATION;
        }
        if (type == LocalDate.class) {
            return Scalar.DATE;
        }
        if (type == URI.class) {
            return Scalar.URL;
        }
        throw unknown(type);
    }

    @SuppressWarnings("unchecked") // Guarded by isEnum.
    private static Class<? extends Enum<?>> enumClass(Class<?> type) {
        return (Class<? extends Enum<?>>) type;
    }

    private static IllegalArgumentException unknown(Type type) {
        return new IllegalArgumentException(
                "no notation in sluice.yaml for the type " + type.getTypeName());
    }
}
