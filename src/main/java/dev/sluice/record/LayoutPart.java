package dev.sluice.record;

import dev.sluice.record.RecordDecoder.UnreadableException;
import dev.sluice.vocabulary.Labelled;
import dev.sluice.vocabulary.Lexicon;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** One component of a {@link Layout}: how its values are written and read. */
abstract class LayoutPart {
    private final @Nullable Object absent;

    private LayoutPart(@Nullable Object absent) {
        this.absent = absent;
    }

    /** Writes the component of that record. */
    abstract void write(Object record, ByteWriter to);

    abstract @Nullable Object read(ByteReader from) throws UnreadableException;

    /** What a record has that was written without it. */
    @Nullable
    Object absent() {
        return absent;
    }

    static LayoutPart of(RecordComponent component, MethodHandle accessor)
            throws ReflectiveOperationException {
        Class<?> type = component.getType();
        if (type == long.class || type == int.class) {
            return new Number(
                    accessor.asType(MethodType.methodType(long.class, Object.class)),
                    type == int.class);
        }
        if (type == boolean.class) {
            return new Flag(accessor.asType(MethodType.methodType(boolean.class, Object.class)));
        }
        if (type == double.class) {
            return new Real(accessor.asType(MethodType.methodType(double.class, Object.class)));
        }
        MethodHandle get = accessor.asType(MethodType.methodType(Object.class, Object.class));
        return new Whole(get, form(component));
    }

    private static Form form(RecordComponent component) throws ReflectiveOperationException {
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

    private static IllegalStateException broken(Throwable cause) {
        return new IllegalStateException("an accessor of a record fails", cause);
    }

    private static final class Number extends LayoutPart {
        private final MethodHandle get;
        private final boolean small;

        Number(MethodHandle get, boolean small) {
            super(small ? (Object) 0 : (Object) 0L);
            this.get = get;
            this.small = small;
        }

        @Override
        void write(Object record, ByteWriter to) {
            try {
                to.number((long) get.invokeExact(record));
            } catch (Throwable e) {
                throw broken(e);
            }
        }

        @Override
        Object read(ByteReader from) throws UnreadableException {
            return small ? (Object) from.whole() : (Object) from.number();
        }
    }

    private static final class Flag extends LayoutPart {
        private final MethodHandle get;

        Flag(MethodHandle get) {
            super(false);
            this.get = get;
        }

        @Override
        void write(Object record, ByteWriter to) {
            try {
                to.flag((boolean) get.invokeExact(record));
            } catch (Throwable e) {
                throw broken(e);
            }
        }

        @Override
        Object read(ByteReader from) throws UnreadableException {
            return from.one() != 0;
        }
    }

    private static final class Real extends LayoutPart {
        private final MethodHandle get;

        Real(MethodHandle get) {
            super(0.0);
            this.get = get;
        }

        @Override
        void write(Object record, ByteWriter to) {
            try {
                to.real((double) get.invokeExact(record));
            } catch (Throwable e) {
                throw broken(e);
            }
        }

        @Override
        Object read(ByteReader from) throws UnreadableException {
            return from.real();
        }
    }

    /** Something that is an object, and may be null. */
    private static final class Whole extends LayoutPart {
        private final MethodHandle get;
        private final Form form;

        Whole(MethodHandle get, Form form) {
            super(null);
            this.get = get;
            this.form = form;
        }

        @Override
        void write(Object record, ByteWriter to) {
            Object value;
            try {
                value = (Object) get.invokeExact(record);
            } catch (Throwable e) {
                throw broken(e);
            }
            form.write(value, to);
        }

        @Override
        @Nullable
        Object read(ByteReader from) throws UnreadableException {
            return form.read(from);
        }
    }

    /** How objects of a type are written. */
    private sealed interface Form {
        void write(@Nullable Object value, ByteWriter to);

        @Nullable
        Object read(ByteReader from) throws UnreadableException;
    }

    private record Text() implements Form {
        @Override
        public void write(@Nullable Object value, ByteWriter to) {
            to.text((String) value);
        }

        @Override
        public @Nullable Object read(ByteReader from) throws UnreadableException {
            return from.nullableText();
        }
    }

    private record Word(Lexicon<?> words) implements Form {
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

    private record Id() implements Form {
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

    private record Moment() implements Form {
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
                        "a record has a number out of its range: " + e.getMessage());
            }
        }
    }

    /** Larger than a block may be. */
    private record Texts() implements Form {
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

    private record Group(Layout of) implements Form {
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

    private record Groups(Group each) implements Form {
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
            if (count < 0 || count > from.left()) { // Each takes more than a byte.
                throw new UnreadableException("a record has " + count + " of a list");
            }
            List<Object> values = new ArrayList<>((int) Math.min(count, 16));
            for (long i = 0; i < count; i++) {
                Object value = each.read(from);
                if (value == null) {
                    throw new UnreadableException("a record has a hole in a list");
                }
                values.add(value);
            }
            return List.copyOf(values);
        }
    }
}
