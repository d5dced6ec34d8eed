package dev.sluice.record.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.record.spool.RecordDecoder.UnreadableException;
import dev.sluice.vocabulary.Outcome;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;

class LayoutTest {
    private static final UUID ID = new UUID(7, 9);

    /** A record as it was, and as it is when fields were added to it and to its group. */
    record Earlier(EarlierGroup group, List<EarlierGroup> groups) {}

    record EarlierGroup(String name, long count) {}

    record Later(
            LaterGroup group,
            List<LaterGroup> groups,
            UUID id,
            boolean flag,
            List<EarlierGroup> added) {}

    record LaterGroup(String name, long count, int more, double real, Outcome outcome) {}

    private static final Earlier EARLIER = new Earlier(
            new EarlierGroup("one", -1),
            List.of(new EarlierGroup("two", Long.MAX_VALUE), new EarlierGroup("three", 0)));

    private static final Later LATER = new Later(
            new LaterGroup("one", -1, 5, 0.5, Outcome.SHED),
            List.of(
                    new LaterGroup("two", Long.MAX_VALUE, 6, 0.25, Outcome.COMPLETED),
                    new LaterGroup("three", 0, 7, 0.125, Outcome.REJECTED)),
            ID,
            true,
            List.of(new EarlierGroup("four", 4)));

    @Test
    void fieldsThatWereAddedAreNull0FalseOrEmptyInWhatAnEarlierVersionWrote() throws Exception {
        assertThat(read(Later.class, written(EARLIER)))
                .isEqualTo(new Later(
                        new LaterGroup("one", -1, 0, 0, null),
                        List.of(
                                new LaterGroup("two", Long.MAX_VALUE, 0, 0, null),
                                new LaterGroup("three", 0, 0, 0, null)),
                        null,
                        false,
                        List.of()));
    }

    @Test
    void fieldsOfALaterVersionArePassedOver() throws Exception {
        assertThat(read(Earlier.class, written(LATER))).isEqualTo(EARLIER);
    }

    @Test
    void whatIsNullComesBackSo() throws Exception {
        Later sparse = new Later(null, List.of(), null, false, List.of());

        assertThat(read(Later.class, written(sparse))).isEqualTo(sparse);
    }

    @Test
    void whatIsCutIsNoRecord() {
        byte[] whole = written(LATER);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(Later.class, cut))
                    .isInstanceOf(UnreadableException.class);
        }
    }

    @Test
    void aTypeWithoutAFormIsAMistakeOfWhoeverDeclaresIt() {
        record Odd(Thread thread) {}

        assertThatThrownBy(() -> Layout.of(Odd.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("has no form in the log");
    }

    private static byte[] written(Record value) {
        ByteWriter writer = new ByteWriter(16, 1 << 20);
        Layout.of(value.getClass()).write(value, writer);
        return Arrays.copyOf(writer.bytes(), writer.length());
    }

    private static Object read(Class<?> type, byte[] bytes) throws UnreadableException {
        return Layout.of(type).read(new ByteReader(bytes, 0, bytes.length));
    }
}
