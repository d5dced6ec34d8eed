package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class SseFrameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data: {\"a\":1}~~ | {\"a\":1}",
                "data:x~~ | x",
                "data:  two blanks~~ | ' two blanks'",
                "event: e~data: x~id: 3~~ | x",
                "data: one~data: two~~ | one~two",
                "data: a~event: e~data:b~data: c~~ | a~b~c",
                "data~~ | ''"
            })
    void findsTheData(String frame, String data) {
        assertThat(data(frame.replace('~', '\n'))).isEqualTo(data.replace('~', '\n'));
        assertThat(data(frame.replace("~", "\r\n"))).isEqualTo(data.replace('~', '\n'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {": comment~~", "event: ping~~", "dataset: x~~", "~", "''"})
    void findsNoDataWhereThereIsNone(String frame) {
        assertThat(data(frame.replace('~', '\n'))).isNull();
    }

    @Test
    void knowsTheTerminator() {
        SseFrame frame = new SseFrame();
        byte[] bytes = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

        frame.read(bytes, 0, bytes.length);

        assertThat(frame.isData("[DONE]")).isTrue();
        assertThat(frame.isData("[DONE] ")).isFalse();
        assertThat(frame.hasId()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: 3~data: x~~ | data: x~~",
                "data: x~id~~ | data: x~~",
                "id:1~event: e~data: x~id:2~~ | event: e~data: x~~",
                "id: 3~~ | ~"
            })
    void takesIdsOut(String frame, String without) {
        for (String end : new String[] {"\n", "\r\n", "\r"}) {
            byte[] bytes = frame.replace("~", end).getBytes(StandardCharsets.UTF_8);
            SseFrame read = new SseFrame();
            read.read(bytes, 0, bytes.length);

            assertThat(read.hasId()).isTrue();
            assertThat(new String(
                            SseFrame.withoutId(bytes, 0, bytes.length), StandardCharsets.UTF_8))
                    .isEqualTo(without.replace("~", end));
        }
    }

    private static String data(String text) {
        SseFrame frame = new SseFrame();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return frame.read(bytes, 0, bytes.length)
                ? new String(
                        frame.bytes(),
                        frame.from(),
                        frame.to() - frame.from(),
                        StandardCharsets.UTF_8)
                : null;
    }
}
