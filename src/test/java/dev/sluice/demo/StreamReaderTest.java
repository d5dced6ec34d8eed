package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.atomic.AtomicLong;

class StreamReaderTest {
    private static final String HELLO = "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}";
    private static final String FINISH =
            "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";
    private static final String DONE = "data: [DONE]";

    private final AtomicLong clock = new AtomicLong();
    private final StreamReader reader = new StreamReader(clock::get);

    @Test
    void joinsTheTextAndTakesTheTimeOfTheFirst() {
        read(
                "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
                "",
                ": keep-alive");
        clock.set(250);
        read(HELLO);
        clock.set(900);
        read(
                "data:{\"choices\":[{\"delta\":{\"content\":\" there\"}}]}",
                FINISH,
                "data: {\"choices\":[]}",
                DONE);

        assertThat(reader.text()).isEqualTo("Hello there");
        assertThat(reader.firstToken()).isEqualTo(250);
        assertThat(reader.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HELLO + "\n" + FINISH,
                HELLO + "\n" + DONE,
                FINISH + "\n" + DONE,
                HELLO + "\nevent: error\n" + FINISH + "\n" + DONE,
                HELLO + "\ndata: {\"error\":{\"message\":\"no\"}}\n" + FINISH + "\n" + DONE,
                HELLO + "\ndata: {\"choi\n" + FINISH + "\n" + DONE,
                HELLO + "\ndata: {\"choices\":7}\n" + FINISH + "\n" + DONE,
                HELLO + "\ndata: [1]\n" + FINISH + "\n" + DONE,
                "{\"error\":{\"message\":\"no\"}}"
            })
    void findsAnAnswerIncompleteThatLacksSomething(String lines) {
        read(lines.split("\n", -1));

        assertThat(reader.complete()).isFalse();
    }

    private void read(String... lines) {
        for (String line : lines) {
            reader.line(line);
        }
    }
}
