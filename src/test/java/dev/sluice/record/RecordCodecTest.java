package dev.sluice.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private final RecordEncoder encoder = new RecordEncoder(7);

    @Test
    void everyFieldComesBack() throws Exception {
        assertSame(Records.full(1));
        assertSame(Records.plain(2));
    }

    @Test
    void whatIsAbsentComesBackAbsent() throws Exception {
        assertSame(Records.empty(3));
    }

    @Test
    void namesAreCutBetweenCharacters() throws Exception {
        String rocket = "\uD83D\uDE80";
        InferenceRecord it = Records.plain(1);
        InferenceRecord decoded = roundTrip(withUnit(it, "x" + rocket.repeat(400)));

        assertThat(decoded.unit()).isEqualTo("x" + rocket.repeat(255));
        assertThat(roundTrip(withUnit(it, rocket.repeat(400))).unit()).isEqualTo(rocket.repeat(256));
        assertThat(roundTrip(withUnit(it, "a".repeat(512))).unit()).hasSize(512);
    }

    @Test
    void halfACharacterBecomesAQuestionMark() throws Exception {
        assertThat(roundTrip(withUnit(Records.plain(1), "a\uD83D")).unit()).isEqualTo("a?");
    }

    @Test
    void whatIsTooLargeIsRefusedAndLeavesNothingBehind() throws Exception {
        assertThat(encoder.append(Records.plain(1))).isTrue();
        int before = encoder.length();

        assertThat(encoder.append(Records.withText(2, Frame.PAYLOAD_MAX))).isFalse();

        assertThat(encoder.length()).isEqualTo(before);
    }

    @Test
    void anyCutOrFlippedPayloadIsReadOrRefusedButNeverMore() {
        encoder.append(Records.full(1));
        byte[] payload = Arrays.copyOfRange(encoder.bytes(), Frame.HEAD, encoder.length());
        Random random = new Random(1);
        for (int length = 0; length < payload.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> RecordDecoder.decode(payload, 0, cut))
                    .isInstanceOf(RecordDecoder.UnreadableException.class);
        }
        for (int i = 0; i < 100_000; i++) {
            byte[] damaged = payload.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                assertThat(RecordDecoder.decode(damaged, 0, damaged.length)).isNotNull();
            } catch (RecordDecoder.UnreadableException expected) {
                assertThat(expected).hasMessageContaining("a record");
            }
        }
    }

    @Test
    void anotherVersionIsRefused() {
        encoder.append(Records.plain(1));
        encoder.bytes()[Frame.HEAD] = 9;

        assertThatThrownBy(() -> RecordDecoder.decode(encoder.bytes(), Frame.HEAD, encoder.length() - Frame.HEAD))
                .hasMessage("a record has version 9, expected 1");
    }

    private void assertSame(InferenceRecord expected) throws Exception {
        InferenceRecord decoded = roundTrip(expected);
        assertThat(decoded).usingRecursiveComparison().isEqualTo(expected);
        assertThat(decoded.attempts()).isEqualTo(expected.attempts());
    }

    private InferenceRecord roundTrip(InferenceRecord it) throws Exception {
        encoder.clear();
        assertThat(encoder.append(it)).isTrue();
        assertThat(Frame.isSound(encoder.bytes(), 0, Frame.payload(encoder.bytes(), 0), 7))
                .isTrue();
        return RecordDecoder.decode(encoder.bytes(), Frame.HEAD, encoder.length() - Frame.HEAD);
    }

    private static InferenceRecord withUnit(InferenceRecord it, String unit) {
        return new InferenceRecord(
                it.id(),
                it.startedAt(),
                it.operation(),
                it.route(),
                it.requestedModel(),
                it.streaming(),
                it.key(),
                unit,
                it.outcome(),
                it.party(),
                it.status(),
                it.errorCode(),
                it.rung(),
                it.bytesIn(),
                it.bytesOut(),
                it.times(),
                it.attempts(),
                it.text());
    }
}
