package dev.sluice.record;

import dev.sluice.vocabulary.Labelled;

import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A column of a table: its name, its type and where its values come from. Rows are sent as one
 * array per column, so a batch of any size is one statement with a fixed number of parameters.
 */
record Column<R>(String name, String type, Class<?> javaType, Function<R, @Nullable Object> value) {
    /**
     * The statement that inserts rows with these columns; the caller appends the {@code on
     * conflict} clause.
     */
    static <R> String insert(String table, List<Column<R>> columns) {
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String parameters = IntStream.range(0, columns.size())
                .mapToObj(i -> "$" + (i + 1) + "::" + columns.get(i).type() + "[]")
                .collect(Collectors.joining(", "));
        return "insert into " + table + " (" + names + ") select * from unnest(" + parameters + ")";
    }

    /** The parameters of that statement for these rows. */
    static <R> Tuple tuple(List<Column<R>> columns, List<R> rows) {
        Tuple tuple = Tuple.tuple();
        for (Column<R> column : columns) {
            @Nullable
            Object[] values =
                    (@Nullable Object[]) Array.newInstance(column.javaType(), rows.size());
            for (int i = 0; i < values.length; i++) {
                values[i] = column.value().apply(rows.get(i));
            }
            tuple.addValue(values);
        }
        return tuple;
    }

    static <R> Column<R> text(String name, Function<R, @Nullable String> value) {
        return new Column<>(name, "text", String.class, row -> storable(value.apply(row)));
    }

    static <R> Column<R> word(String name, Function<R, @Nullable Labelled> value) {
        return new Column<>(name, "text", String.class, row -> {
            Labelled word = value.apply(row);
            return word == null ? null : word.label();
        });
    }

    static <R> Column<R> flag(String name, Function<R, @Nullable Boolean> value) {
        return new Column<>(name, "boolean", Boolean.class, value::apply);
    }

    static <R> Column<R> small(String name, Function<R, @Nullable Integer> value) {
        return new Column<>(name, "smallint", Short.class, row -> {
            Integer number = value.apply(row);
            return number == null
                    ? null
                    : (short) Math.clamp(number, Short.MIN_VALUE, Short.MAX_VALUE);
        });
    }

    static <R> Column<R> big(String name, Function<R, @Nullable Long> value) {
        return new Column<>(name, "bigint", Long.class, value::apply);
    }

    /** A column of doubles; NaN and infinities become null. */
    static <R> Column<R> real(String name, Function<R, @Nullable Double> value) {
        return new Column<>(name, "double precision", Double.class, row -> {
            Double number = value.apply(row);
            return number == null || !Double.isFinite(number) ? null : number;
        });
    }

    /** Replaces NUL, the one character that PostgreSQL's text can't hold. */
    static @Nullable String storable(@Nullable String text) {
        return text == null || text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }
}
