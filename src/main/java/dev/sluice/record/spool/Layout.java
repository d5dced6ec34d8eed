package dev.sluice.record.spool;

import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.record.Judgement;
import dev.sluice.record.Served;
import dev.sluice.record.spool.RecordDecoder.UnreadableException;

import io.quarkus.runtime.annotations.RegisterForReflection;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/**
 * How a record's type lies in the log: the number of its components, and these, one behind the
 * other in their order. It is made of the type alone, so that a component is declared once.
 * Immutable; safe from any thread.
 *
 * <p>A new component is appended behind the others of its type, and none is ever taken out or
 * moved: what an earlier version wrote has fewer, and the others are read as null, 0 or false; what
 * a later one wrote behind is passed over.
 */
@RegisterForReflection(
        targets = {
            InferenceRecord.class,
            InferenceRecord.Request.class,
            InferenceRecord.Routing.class,
            InferenceRecord.Ending.class,
            InferenceRecord.Times.class,
            AttemptRecord.class,
            AttemptRecord.Call.class,
            AttemptRecord.Ending.class,
            AttemptRecord.Times.class,
            AttemptRecord.Tokens.class,
            Judgement.class,
            Served.class
        })
final class Layout {
    /** That of the whole. */
    static final Layout INFERENCE = of(InferenceRecord.class);

    private final Class<?> type;
    private final LayoutPart[] parts;
    private final MethodHandle constructor;

    private Layout(Class<?> type, LayoutPart[] parts, MethodHandle constructor) {
        this.type = type;
        this.parts = parts;
        this.constructor = constructor;
    }

    /** Fails on a component whose type has no form in the log, which is a mistake in the record. */
    static Layout of(Class<?> type) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
            LayoutPart[] parts = new LayoutPart[components.length];
            for (int i = 0; i < parts.length; i++) {
                parts[i] =
                        LayoutPart.of(components[i], lookup.unreflect(components[i].getAccessor()));
            }
            MethodHandle constructor = lookup.findConstructor(
                            type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            return new Layout(type, parts, constructor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " can't be laid out", e);
        }
    }

    void write(Object value, ByteWriter to) {
        to.one((byte) parts.length);
        for (LayoutPart part : parts) {
            part.write(value, to);
        }
    }

    Object read(ByteReader from) throws UnreadableException {
        int written = from.one() & 0xFF;
        @Nullable Object[] values = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = i < written ? parts[i].read(from) : parts[i].absent();
        }
        if (written <= parts.length && from.left() > 0) {
            throw new UnreadableException("a record has " + from.left() + " bytes too many");
        }
        try {
            return (Object) constructor.invokeExact(values);
        } catch (RuntimeException e) {
            throw new UnreadableException(
                    "a record has a " + type.getSimpleName() + " that can't be: " + e.getMessage());
        } catch (Throwable e) {
            throw new IllegalStateException("the constructor of " + type + " fails so", e);
        }
    }
}
