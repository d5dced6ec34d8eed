package dev.sluice.record.spool;

import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.record.Judgement;
import dev.sluice.record.RecordedRefusal;
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
 * The binary format of a record type: the number of its components, then the components in order.
 * It is derived from the type, so that a component is declared once. Immutable and thread-safe.
 *
 * <p>A new component goes behind the others of its type, and none is ever removed or moved. A
 * record of an earlier version has fewer, and the missing ones are read as null, 0, false or an
 * empty list; extra ones from a later version are skipped.
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
            RecordedRefusal.class,
            Served.class
        })
final class Layout {
    /** The layout of a whole record. */
    static final Layout INFERENCE = of(InferenceRecord.class);

    private final Class<?> type;
    private final LayoutPart[] parts;
    private final MethodHandle constructor;

    private Layout(Class<?> type, LayoutPart[] parts, MethodHandle constructor) {
        this.type = type;
        this.parts = parts;
        this.constructor = constructor;
    }

    /**
     * Fails on a component whose type can't be written to the log, which is a mistake in the record
     * type.
     */
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
                    "a record has an invalid " + type.getSimpleName() + ": " + e.getMessage());
        } catch (Throwable e) {
            throw new IllegalStateException("the constructor of " + type + " has failed", e);
        }
    }
}
