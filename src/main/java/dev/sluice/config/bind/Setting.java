package dev.sluice.config.bind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the reader of {@code sluice.yaml}, error messages and the JSON Schema need to know about a
 * field. The field's name in the file is the component's name in kebab case.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {
    /** One sentence for the schema and the reference: meaning and unit. */
    String value();

    /** What messages say is expected, if type, limits and pattern do not say it well enough. */
    String expected() default "";

    /** The default for a missing field, as it would be written in the file. Empty: none. */
    String byDefault() default "";

    /** Whether the field must be present; a required list must have at least one element. */
    boolean required() default false;

    /** Smallest number allowed, for numbers and, in bytes, for sizes. */
    double min() default Double.NEGATIVE_INFINITY;

    /** Largest number allowed, for numbers and, in bytes, for sizes. */
    double max() default Double.POSITIVE_INFINITY;

    /**
     * Regular expression that the whole string must match; for a map or list, each string in it.
     * Empty: anything.
     */
    String pattern() default "";

    /** Regular expression that the names in a map must match. Empty: anything. */
    String names() default "";

    /** Whether the value must never appear in messages. For a {@link Secret} that is always so. */
    boolean secret() default false;
}
