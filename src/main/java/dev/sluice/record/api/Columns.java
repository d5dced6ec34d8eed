package dev.sluice.record.api;

import dev.sluice.vocabulary.Labelled;
import dev.sluice.vocabulary.Lexicon;
import dev.sluice.vocabulary.Word;

import io.vertx.sqlclient.Row;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/** Converts column values to what the API shows. */
final class Columns {
    private static final double MICROS_PER_MILLI = 1000;

    private Columns() {}

    /**
     * The text, or null: the tables store an empty text for what remained unknown after an early
     * end.
     */
    static @Nullable String text(Row row, String column) {
        String text = row.getString(column);
        return text == null || text.isEmpty() ? null : text;
    }

    /** The word, or null where the column is null. */
    static <E extends Enum<E> & Labelled> @Nullable Word<E> word(
            Row row, String column, Lexicon<E> words) {
        String label = row.getString(column);
        return label == null ? null : words.word(label);
    }

    /** The number, or null: the tables store 0 where there was no status or no rung. */
    static @Nullable Integer positive(Row row, String column) {
        Integer number = row.getInteger(column);
        return number == null || number <= 0 ? null : number;
    }

    static @Nullable Double millis(Row row, String column) {
        Long micros = row.getLong(column);
        return micros == null ? null : micros / MICROS_PER_MILLI;
    }

    /** The amount without trailing zeros. */
    static @Nullable BigDecimal money(Row row, String column) {
        BigDecimal amount = row.getBigDecimal(column);
        return amount == null ? null : amount.stripTrailingZeros();
    }
}
