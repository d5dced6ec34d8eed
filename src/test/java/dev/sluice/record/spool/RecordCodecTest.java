package dev.sluice.record.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.record.Records;
import dev.sluice.record.Served;
import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Purpose;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

class RecordCodecTest {
    private final RecordEncoder encoder = new RecordEncoder(7);

    @Test
    void everyFieldComesBack() throws Exception {
        assertSame(Records.full(1));
        assertSame(Records.plain(2));
        assertSame(Records.served(
                Records.plain(4),
                "anna",
                Served.of("slang-v2", "candidate", 0, AssignmentKind.ENROLLED)));
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

        assertThat(decoded.routing().unit()).isEqualTo("x" + rocket.repeat(255));
        assertThat(roundTrip(withUnit(it, rocket.repeat(400))).routing().unit())
                .isEqualTo(rocket.repeat(256));
        assertThat(roundTrip(withUnit(it, "a".repeat(512))).routing().unit()).hasSize(512);
    }

    @Test
    void halfACharacterBecomesAQuestionMark() throws Exception {
        assertThat(roundTrip(withUnit(Records.plain(1), "a\uD83D")).routing().unit())
                .isEqualTo("a?");
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

    /**
     * What the first version of Sluice wrote for the records of the test kit that there were then.
     */
    static final String FIRST_PLAIN = """
            0101a1fd8c690070008000000000000002c0ae8bb00da01f0220636861745f636f6d706c6574696f6e730a736c616e670a73\
            6c616e6710636861742d6170700c757365722d3212636f6d706c6574656410757073747265616d900301028008c0b80280b6\
            dc05c0cf24c0ee6d80f18c27e0c50802020216736c616e672d74756e65640c6f70656e61693066743a6770742d346f2d6d69\
            6e693a7465616d3a3a6162633066743a6770742d346f2d6d696e693a7465616d3a3a61626312636f6d706c65746564900306\
            c0bb0180859f0380ccab0580e892262808c801""";

    private static final String FIRST_FULL = """
            0101a1fd8c690170008000000000000001c0ae8bb00daab4de750c20636861745f636f6d706c6574696f6e7314736c616e67\
            20f09fa68016736c616e67200020e282ac066b657912756e697420f09d849e12636f6d706c6574656410757073747265616d\
            900318757073747265616d5f637574048080808010feffffffffffffffff010001fe01800280808080804004020210657273\
            746520c3bc0cc3b66666656e0ce6a8a1e59e8b011e757073747265616d5f6661696c6564ee0700020101feffffffffffffff\
            7f0100010404086261736510757073747265616d0873656e741673657276656420f09f9a8012636f6d706c65746564900302\
            a01ff02ec03e904e0204feffffffffffffffff01187b2261223a22f09f9a80227d0800ff7f80""";

    private static final String FIRST_EMPTY = """
            0101a1fd8c690270008000000000000003000000000000010120636c69656e745f63616e63656c6c65640c636c69656e7400\
            01000000010101000000""";

    /** What the second version wrote, which did not know experiments. */
    private static final String SECOND_PLAIN = """
            0201a1fd8c690070008000000000000002c0ae8bb00da01f0220636861745f636f6d706c6574696f6e730a736c616e670a73\
            6c616e6710636861742d6170700c757365722d3212636f6d706c6574656410757073747265616d900301028008c0b80280b6\
            dc05c0cf24c0ee6d80f18c27e0c5080202020c616e7377657216736c616e672d74756e65640c6f70656e61693066743a6770\
            742d346f2d6d696e693a7465616d3a3a6162633066743a6770742d346f2d6d696e693a7465616d3a3a61626312636f6d706c\
            65746564900306c0bb0180859f0380ccab0580e892262808c801""";

    private static final String SECOND_FULL = """
            0201a1fd8c690170008000000000000001c0ae8bb00daab4de750c20636861745f636f6d706c6574696f6e7314736c616e67\
            20f09fa68016736c616e67200020e282ac066b657912756e697420f09d849e12636f6d706c6574656410757073747265616d\
            900318757073747265616d5f637574048080808010feffffffffffffffff010001fe0180028080808080400402020c616e73\
            77657210657273746520c3bc0cc3b66666656e0ce6a8a1e59e8b011e757073747265616d5f6661696c6564ee0718020101fe\
            ffffffffffffff7f0100010c756e73757265106c6f6770726f627318746f6f2073686f727420c3bc3fd00000000000003fc0\
            0000000000003fe999999999999a208080808040d00f80d1ca0804040a7265747279086261736510757073747265616d0873\
            656e741673657276656420f09f9a8012636f6d706c6574656490030aa01ff02ec03e904e0204feffffffffffffffff011075\
            6e73636f726564086e6f6e65017ff80000000000007ff80000000000007ff8000000000000000001b06d187b2261223a22f0\
            9f9a80227d0800ff7f80""";

    /** What the third version wrote, the last one whose fields stand in a fixed order. */
    private static final String THIRD_SERVED = """
            0301a1fd8c690070008000000000000004c0ae8bb00dc03e1220636861745f636f6d706c6574696f6e73\
            0a736c616e670a736c616e6710636861742d61707008616e6e6110736c616e672d76321263616e646964\
            6174650010656e726f6c6c6564007ff800000000000012636f6d706c6574656410757073747265616d90\
            0301028008c0b80280b6dc05c0cf24c0ee6d80f18c27e0c5080202020c616e7377657216736c616e672d\
            74756e65640c6f70656e61693066743a6770742d346f2d6d696e693a7465616d3a3a6162633066743a67\
            70742d346f2d6d696e693a7465616d3a3a61626312636f6d706c65746564900306c0bb0180859f0380cc\
            ab0580e892262808c801""";

    private static final String THIRD_FULL = """
            0301a1fd8c690170008000000000000001c0ae8bb00daab4de751c20636861745f636f6d706c6574696f\
            6e7314736c616e6720f09fa68016736c616e67200020e282ac066b657912756e697420f09d849e10736c\
            616e672d7632146b616e64696461742d31060c736861646f770201a1fd8c69007000800000000000004d\
            3fec00000000000012636f6d706c6574656410757073747265616d900318757073747265616d5f637574\
            048080808010feffffffffffffffff010001fe0180028080808080400402020c616e7377657210657273\
            746520c3bc0cc3b66666656e0ce6a8a1e59e8b011e757073747265616d5f6661696c6564ee0718020101\
            feffffffffffffff7f0100010c756e73757265106c6f6770726f627318746f6f2073686f727420c3bc3f\
            d00000000000003fc00000000000003fe999999999999a208080808040d00f80d1ca0804040a72657472\
            79086261736510757073747265616d0873656e741673657276656420f09f9a8012636f6d706c65746564\
            90030aa01ff02ec03e904e0204feffffffffffffffff0110756e73636f726564086e6f6e65017ff80000\
            000000007ff80000000000007ff8000000000000000001b06d187b2261223a22f09f9a80227d0800ff7f\
            80""";

    private static final String THIRD_EMPTY = """
            0301a1fd8c690270008000000000000003000000000000010120636c69656e745f63616e63656c6c6564\
            0c636c69656e740001000000010101000000""";

    @Test
    void whatASluiceBeforeTheGroupsHasLeftIsRead() throws Exception {
        assertThat(decode(THIRD_SERVED))
                .isEqualTo(Records.served(
                        Records.plain(4),
                        "anna",
                        Served.of("slang-v2", "candidate", 0, AssignmentKind.ENROLLED)));
        assertThat(decode(THIRD_FULL))
                .usingRecursiveComparison()
                .withEqualsForType(Double::equals, Double.class) // NaN is NaN.
                .isEqualTo(Records.withoutRefusals(Records.full(1)));
        assertThat(decode(THIRD_EMPTY)).isEqualTo(Records.empty(3));
    }

    @Test
    void whatASluiceWithoutExperimentsHasLeftIsRead() throws Exception {
        assertThat(decode(SECOND_PLAIN)).usingRecursiveComparison().isEqualTo(Records.plain(2));
        assertThat(decode(SECOND_FULL))
                .usingRecursiveComparison()
                .withEqualsForType(Double::equals, Double.class) // NaN is NaN.
                .isEqualTo(Records.withoutRefusals(Records.served(
                        Records.full(1), Records.full(1).routing().unit(), null)));
    }

    @Test
    void whatAnOlderSluiceHasLeftIsRead() throws Exception {
        assertThat(decode(FIRST_PLAIN))
                .usingRecursiveComparison()
                .isEqualTo(asFirst(Records.plain(2)));
        assertThat(decode(FIRST_FULL))
                .usingRecursiveComparison()
                .isEqualTo(asFirst(Records.full(1)));
        assertThat(decode(FIRST_EMPTY)).usingRecursiveComparison().isEqualTo(Records.empty(3));
    }

    @Test
    void anyCutOrFlippedRecordOfAnOlderSluiceIsReadOrRefused() {
        byte[] payload = HexFormat.of().parseHex(FIRST_FULL);
        for (int length = 0; length < payload.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> RecordDecoder.decode(payload, 0, cut))
                    .isInstanceOf(RecordDecoder.UnreadableException.class);
        }
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = payload.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                assertThat(RecordDecoder.decode(damaged, 0, damaged.length)).isNotNull();
            } catch (RecordDecoder.UnreadableException expected) {
                assertThat(expected).hasMessageContaining("a record");
            }
        }
    }

    /** A record as the first version could hold it. */
    private static InferenceRecord asFirst(InferenceRecord it) {
        return Records.withAttempts(
                Records.withoutRefusals(Records.served(it, it.routing().unit(), null)),
                it.routing().rung(),
                it.attempts().stream()
                        .map(attempt -> new AttemptRecord(
                                attempt.ordinal(),
                                new AttemptRecord.Call(
                                        attempt.call().rung(),
                                        Purpose.ANSWER,
                                        attempt.call().model(),
                                        attempt.call().upstream(),
                                        attempt.call().sentModel()),
                                new AttemptRecord.Ending(
                                        attempt.ending().result(),
                                        attempt.ending().status(),
                                        attempt.ending().committed(),
                                        attempt.ending().servedModel(),
                                        attempt.ending().tokens()),
                                new AttemptRecord.Times(
                                        attempt.times().started(),
                                        attempt.times().head(),
                                        attempt.times().firstToken(),
                                        attempt.times().duration()),
                                null))
                        .toArray(AttemptRecord[]::new));
    }

    private static InferenceRecord decode(String hex) throws RecordDecoder.UnreadableException {
        byte[] payload = HexFormat.of().parseHex(hex);
        return RecordDecoder.decode(payload, 0, payload.length);
    }

    @Test
    void aWordOfALaterVersionCostsTheWordAndNotTheRecord() throws Exception {
        String later = FIRST_PLAIN.replace(
                HexFormat.of().formatHex("completed".getBytes(StandardCharsets.US_ASCII)),
                HexFormat.of().formatHex("dissolved".getBytes(StandardCharsets.US_ASCII)));

        InferenceRecord decoded = decode(later);

        assertThat(decoded.ending().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(decoded.attempts().getFirst().ending().result())
                .isEqualTo(AttemptResult.UNKNOWN);
        assertThat(decoded.id()).isEqualTo(Records.plain(2).id());
    }

    @Test
    void anotherVersionIsRefused() {
        encoder.append(Records.plain(1));
        encoder.bytes()[Frame.HEAD] = 9;

        assertThatThrownBy(() -> RecordDecoder.decode(
                        encoder.bytes(), Frame.HEAD, encoder.length() - Frame.HEAD))
                .hasMessage("a record has version 9, expected at most 4");
    }

    private void assertSame(InferenceRecord expected) throws Exception {
        InferenceRecord decoded = roundTrip(expected);
        assertThat(decoded)
                .usingRecursiveComparison()
                .withEqualsForType(Double::equals, Double.class) // NaN is NaN.
                .isEqualTo(expected);
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
        return Records.served(it, unit, it.routing().served());
    }
}
