package dev.sluice.config.bind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the reader of {@code sluice.yaml}, the error messages and the JSON Schema need to know of
 * one field. The field's name in the file is the component's name in kebab case.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {
    /** One sentence for the schema and the reference: meaning and unit. */
    String value();

    /**
     * What the messages say is expected, where the type, the limits or the pattern do not say it
     * well.
     */
    String expected() default "";

    /**
     * The value that stands in for a missing field, as it would be written in the file. Empty: the
     * field has none.
     */
    String byDefault() default "";

    /** Whether the file has to give the field; a required list has at least one entry. */
    boolean required() default false;

    /** Smallest number allowed, for numbers and, in bytes, for sizes. */
    double min() default Double.NEGATIVE_INFINITY;

    /** Largest number allowed, for numbers and, in bytes, for sizes. */
    double max() default Double.POSITIVE_INFINITY;

    /**
     * Regular expression the whole string has to match; of a map or list: each string in it. Empty:
     * any.
     */
    String pattern() default "";

    /** Regular expression the names in a map have to match. Empty: any. */
    String names() default "";

    /** Whether the value stays out of every message. A {@link Secret} always does. */
    boolean secret() default false;
}
