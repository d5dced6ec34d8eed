package dev.sluice.upstream.local.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class CallReaderTest {
    private static final String CALLS = """
            [ {"name" : "a_b-1", "arguments": {"t": "}\\"{]", "n": [1, {"x": "\\\\"}], "e": {}}},
              {
              "name":"now","arguments":{}} ]""";

    @Test
    void readsCallsHoweverTheTextIsSplit() {
        List<String> whole = read(CALLS, CALLS.length());
        assertThat(whole)
                .containsExactly(
                        "a_b-1({\"t\": \"}\\\"{]\", \"n\": [1, {\"x\": \"\\\\\"}], \"e\": {}})",
                        "now({})");
        for (int size = 1; size < CALLS.length(); size++) {
            assertThat(read(CALLS, size)).as("pieces of %d", size).isEqualTo(whole);
        }
    }

    @Test
    void handsTheArgumentsOnAsTheyCome() {
        List<String> pieces = new ArrayList<>();
        CallReader reader = new CallReader(listener(pieces));

        reader.accept("{\"name\":\"f\",\"argu");
        reader.accept("ments\":{\"city\":");
        reader.accept(" \"Oslo\"");
        reader.accept("}}");

        assertThat(pieces).containsExactly("f", "{\"city\":", " \"Oslo\"", "}");
    }

    @Test
    void anUnfinishedCallIsHandedOnAsFarAsItWent() {
        assertThat(read("{\"name\": \"f\", \"arguments\": {\"city\": \"Os", 3))
                .containsExactly("f({\"city\": \"Os");
    }

    private static List<String> read(String text, int size) {
        List<String> calls = new ArrayList<>();
        CallReader reader = new CallReader(new CallReader.Listener() {
            @Override
            public void begins(String name) {
                calls.add(name + "(");
            }

            @Override
            public void goesOn(String arguments) {
                calls.set(calls.size() - 1, calls.getLast() + arguments);
            }
        });
        for (int at = 0; at < text.length(); at += size) {
            reader.accept(text.substring(at, Math.min(text.length(), at + size)));
        }
        return calls.stream()
                .map(call -> call.endsWith("}") ? call + ")" : call)
                .toList();
    }

    private static CallReader.Listener listener(List<String> pieces) {
        return new CallReader.Listener() {
            @Override
            public void begins(String name) {
                pieces.add(name);
            }

            @Override
            public void goesOn(String arguments) {
                pieces.add(arguments);
            }
        };
    }
}
