package dev.sluice.record.spool;

import dev.sluice.record.spool.RecordDecoder.UnreadableException;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;

/** One component of a {@link Layout}: how its values are written and read. */
abstract class LayoutPart {
    private final @Nullable Object absent;

    private LayoutPart(@Nullable Object absent) {
        this.absent = absent;
    }

    /** Writes this component of the record. */
    abstract void write(Object record, ByteWriter to);

    abstract @Nullable Object read(ByteReader from) throws UnreadableException;

    /** The component's value in a record that was written without it. */
    @Nullable
    Object absent() {
        return absent;
    }

    static LayoutPart of(RecordComponent component, MethodHandle accessor)
            throws ReflectiveOperationException {
        Class<?> type = component.getType();
        if (type == long.class || type == int.class) {
            return new WholeNumber(
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
        return new Whole(get, LayoutForm.of(component));
    }

    private static IllegalStateException broken(Throwable cause) {
        return new IllegalStateException("an accessor of a record fails", cause);
    }

    private static final class WholeNumber extends LayoutPart {
        private final MethodHandle get;
        private final boolean small;

        WholeNumber(MethodHandle get, boolean small) {
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

    /** A component that is an object. */
    private static final class Whole extends LayoutPart {
        private final MethodHandle get;
        private final LayoutForm form;

        Whole(MethodHandle get, LayoutForm form) {
            super(form.absent());
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
}
