package dev.sluice.record.spool;

import dev.sluice.record.RecordedText;
import dev.sluice.record.spool.RecordDecoder.UnreadableException;
import dev.sluice.vocabulary.Labelled;
import dev.sluice.vocabulary.Lexicon;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** How the object in a component of a {@link Layout} is written and read. */
sealed interface LayoutForm {
    void write(@Nullable Object value, ByteWriter to);

    @Nullable
    Object read(ByteReader from) throws UnreadableException;

    /** The value in a record that was written without it. */
    default @Nullable Object absent() {
        return null;
    }

    /** The form of a component; fails on a type that has none. */
    static LayoutForm of(RecordComponent component) throws ReflectiveOperationException {
        Class<?> type = component.getType();
        if (type == String.class) {
            return new Text();
        }
        if (type == UUID.class) {
            return new Id();
        }
        if (type == Instant.class) {
            return new Moment();
        }
        if (type == RecordedText.class) {
            return new Texts();
        }
        if (type.isEnum() && Labelled.class.isAssignableFrom(type)) {
            return new Word((Lexicon<?>) type.getField("WORDS").get(null));
        }
        if (type.isRecord()) {
            return new Group(Layout.of(type));
        }
        if (type == List.class
                && component.getGenericType() instanceof ParameterizedType list
                && list.getActualTypeArguments()[0] instanceof Class<?> element
                && element.isRecord()) {
            return new Groups(new Group(Layout.of(element)));
        }
        throw new IllegalArgumentException(component + " has no form in the log");
    }

    record Text() implements LayoutForm {
        @Override
        public void write(@Nullable Object value, ByteWriter to) {
            to.text((String) value);
        }

        @Override
        public @Nullable Object read(ByteReader from) throws UnreadableException {
            return from.nullableText();
        }
    }

    record Word(Lexicon<?> words) implements LayoutForm {
        @Override
        public void write(@Nullable Object value, ByteWriter to) {
            to.text(value == null ? null : ((Labelled) value).label());
        }

        @Override
        public @Nullable Object read(ByteReader from) throws UnreadableException {
            String label = from.nullableText();
            return label == null ? null : words.read(label);
        }
    }

    record Id() implements LayoutForm {
        @Override
        public void write(@Nullable Object value, ByteWriter to) {
            to.flag(value != null);
            if (value != null) {
                to.id((UUID) value);
            }
        }

        @Override
        public @Nullable Object read(ByteReader from) throws UnreadableException {
            return from.one() == 0 ? null : from.id();
        }
    }

    record Moment() implements LayoutForm {
        @Override
        public void write(@Nullable Object value, ByteWriter to) {
            Instant moment = (Instant) Objects.requireNonNull(value);
            to.number(moment.getEpochSecond());
            to.number(moment.getNano());
        }

        @Override
        public Object read(ByteReader from) throws UnreadableException {
            try {
                return Instant.ofEpochSecond(from.number(), from.number());
            } catch (DateTimeException | ArithmeticException e) {
                throw new UnreadableException(
                        "a record has a number out of range: " + e.getMessage());
            }
        }
    }

    /** Not a block, since it may be larger than a block can be. */
    record Texts() implements LayoutForm {
        @Override
        public void write(@Nullable Object value, ByteWriter to) {
            to.flag(value != null);
            if (value != null) {
                RecordedText text = (RecordedText) value;
                to.flag(text.answerCut());
                to.blob(text.request());
                to.blob(text.answer());
            }
        }

        @Override
        public @Nullable Object read(ByteReader from) throws UnreadableException {
            if (from.one() == 0) {
                return null;
            }
            boolean cut = from.one() != 0;
            return new RecordedText(from.blob(), from.blob(), cut);
        }
    }

    record Group(Layout of) implements LayoutForm {
        @Override
        public void write(@Nullable Object value, ByteWriter to) {
            if (value == null) {
                to.noBlock();
                return;
            }
            int begun = to.begin();
            of.write(value, to);
            to.end(begun);
        }

        @Override
        public @Nullable Object read(ByteReader from) throws UnreadableException {
            int outer = from.enter();
            if (outer < 0) {
                return null;
            }
            Object value = of.read(from);
            from.leave(outer);
            return value;
        }
    }

    record Groups(Group each) implements LayoutForm {
        @Override
        public Object absent() {
            return List.of();
        }

        @Override
        public void write(@Nullable Object value, ByteWriter to) {
            List<?> values = value == null ? List.of() : (List<?>) value;
            to.number(values.size());
            for (Object one : values) {
                each.write(one, to);
            }
        }

        @Override
        public Object read(ByteReader from) throws UnreadableException {
            long count = from.number();
            if (count < 0 || count > from.left()) { // An element takes more than a byte.
                throw new UnreadableException("a record has a list of " + count);
            }
            List<Object> values = new ArrayList<>((int) Math.min(count, 16));
            for (long i = 0; i < count; i++) {
                Object value = each.read(from);
                if (value == null) {
                    throw new UnreadableException("a record has a list with a missing element");
                }
                values.add(value);
            }
            return List.copyOf(values);
        }
    }
}
