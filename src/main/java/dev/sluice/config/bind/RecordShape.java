package dev.sluice.config.bind;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The fields of a configuration record, in order and by their names in the file, for the reader and
 * the schema. Computed once per class; immutable. A native image has to be told about every record
 * that is reflected here.
 */
public final class RecordShape {
    private static final Map<Class<? extends Record>, RecordShape> SHAPES =
            new ConcurrentHashMap<>();

    private final Constructor<? extends Record> constructor;
    private final SequencedMap<String, Field> fields = new LinkedHashMap<>();

    private RecordShape(Class<? extends Record> type) {
        RecordComponent[] components = type.getRecordComponents();
        for (RecordComponent component : components) {
            Field field = Field.of(component);
            fields.put(field.name(), field);
        }
        try {
            constructor = type.getDeclaredConstructor(Arrays.stream(components)
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(type + " has no canonical constructor", impossible);
        }
    }

    public static RecordShape of(Class<? extends Record> type) {
        return SHAPES.computeIfAbsent(type, RecordShape::new);
    }

    List<Field> fields() {
        return List.copyOf(fields.values());
    }

    List<String> names() {
        return List.copyOf(fields.keySet());
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    public Field field(String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    /** The record for a file in which it is missing. */
    public Record defaults() {
        return create(fields.values().stream()
                .map(field -> field.nullable() ? null : field.standIn())
                .toArray());
    }

    Record create(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "cannot create " + constructor.getDeclaringClass().getName(), e);
        }
    }

    /**
     * A field in the file.
     *
     * @param name in kebab case
     * @param pattern what the field's strings must match; null for anything
     * @param names what the names in a map must match; null for anything
     */
    public record Field(
            String name,
            FieldType type,
            boolean nullable,
            Setting setting,
            @Nullable Pattern pattern,
            @Nullable Pattern names) {

        private static Field of(RecordComponent component) {
            Setting setting = component.getAnnotation(Setting.class);
            if (setting == null) {
                throw new IllegalStateException(component + " has no @Setting");
            }
            return new Field(
                    kebab(component.getName()),
                    FieldType.of(component.getGenericType()),
                    component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                    setting,
                    compiled(setting.pattern()),
                    compiled(setting.names()));
        }

        /** The same rules, for one element of this list or map. */
        Field element(FieldType elementType) {
            return new Field(name, elementType, false, setting, pattern, null);
        }

        /**
         * The replacement for a missing or unusable value: its default, or a harmless value of its
         * type.
         */
        Object standIn() {
            Object value =
                    setting.byDefault().isEmpty() ? null : Scalars.parse(this, setting.byDefault());
            return value == null ? nothing(type) : value;
        }

        private static Object nothing(FieldType type) {
            return switch (type) {
                case FieldType.Many list -> List.of();
                case FieldType.Named map -> Map.of();
                case FieldType.Nested nested -> RecordShape.of(nested.type()).defaults();
                case FieldType.Choice choice -> choice.type().getEnumConstants()[0];
                case FieldType.Scalar scalar ->
                    switch (scalar) {
                        case TEXT -> "";
                        case WHOLE -> 0;
                        case DECIMAL -> 0.0;
                        case AMOUNT -> BigDecimal.ZERO;
                        case FLAG -> false;
                        case DURATION -> Duration.ZERO;
                        case DATE -> LocalDate.EPOCH;
                        case DAYS -> Days.FOREVER;
                        case BYTES -> new ByteSize(0);
                        case URL -> URI.create("");
                        case NETWORK -> Network.NOWHERE;
                        case SECRET -> new Secret("");
                    };
            };
        }

        boolean secret() {
            return setting.secret() || type == FieldType.Scalar.SECRET;
        }

        private static String kebab(String camel) {
            return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        }

        private static @Nullable Pattern compiled(String regex) {
            return regex.isEmpty() ? null : Pattern.compile(regex);
        }
    }
}
