package dev.sluice.config.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SluiceConfig;

import io.quarkus.runtime.annotations.RegisterForReflection;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

class RecordShapeTest {
    private static final Set<Class<? extends Record>> RECORDS =
            records(SluiceConfig.class, new LinkedHashSet<>());

    @Test
    void namesEveryRecordForTheNativeImage() {
        Class<?>[] registered =
                SluiceConfig.class.getAnnotation(RegisterForReflection.class).targets();

        assertThat(registered).containsExactlyInAnyOrder(RECORDS.toArray(Class<?>[]::new));
    }

    @Test
    void hasADefaultThatFitsItsOwnField() {
        List<RecordShape.Field> withDefault = RECORDS.stream()
                .flatMap(type -> RecordShape.of(type).fields().stream())
                .filter(field -> !field.setting().byDefault().isEmpty())
                .toList();

        assertThat(withDefault)
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        field -> assertThat(Scalars.parse(field, field.setting().byDefault()))
                                .as(field.name())
                                .isNotNull());
    }

    @Test
    void hasAValueForEveryFieldThatIsNeitherRequiredNorNullable() {
        List<RecordShape.Field> single = RECORDS.stream()
                .flatMap(type -> RecordShape.of(type).fields().stream())
                .filter(field -> field.type() instanceof FieldType.Scalar
                        || field.type() instanceof FieldType.Choice)
                .filter(field -> !field.nullable() && !field.setting().required())
                .toList();

        assertThat(single)
                .allSatisfy(field ->
                        assertThat(field.setting().byDefault()).as(field.name()).isNotEmpty());
    }

    @Test
    void describesEveryField() {
        assertThat(RECORDS.stream().flatMap(type -> RecordShape.of(type).fields().stream()))
                .allSatisfy(field -> assertThat(field.setting().value())
                        .as(field.name())
                        .isNotBlank()
                        .endsWith("."));
    }

    private static Set<Class<? extends Record>> records(
            Class<? extends Record> type, Set<Class<? extends Record>> found) {
        if (found.add(type)) {
            RecordShape.of(type).fields().forEach(field -> nested(field.type(), found));
        }
        return found;
    }

    private static void nested(FieldType type, Set<Class<? extends Record>> found) {
        switch (type) {
            case FieldType.Nested nested -> records(nested.type(), found);
            case FieldType.Many list -> nested(list.element(), found);
            case FieldType.Named map -> nested(map.element(), found);
            default -> {}
        }
    }
}
