package dev.sluice.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.openai.ChunkSkim;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class ChunkTemplateTest {
    private static final String FIRST = chunk("Hello", "stop_is_null", "");

    @Test
    void takesAChunkThatDiffersInItsTextOnly() {
        String next = chunk(" wörld \\\" \\\\ 😀 and so on", "stop_is_null", "");

        assertThat(match(FIRST, next + "data: more")).isEqualTo(bytes(next).length);
    }

    @Test
    void takesAChunkWithOtherPadding() {
        String first = chunk("a", "x", ",\"obfuscation\":\"abc\"");
        String next = chunk("bcd", "x", ",\"obfuscation\":\"\"");

        assertThat(match(first, next)).isEqualTo(bytes(next).length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"id\":\"c2\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":"
                        + "{\"content\":\"x\"},\"x\":\"stop_is_null\"}]}\n\n",
                "data: {\"id\":\"c1\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":"
                        + "{\"content\":\"\"},\"x\":\"stop_is_null\"}]}\n\n",
                "data: {\"id\":\"c1\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":"
                        + "{\"content\":\"x\"},\"x\":\"other\"}]}\n\n",
                "data: {\"id\":\"c1\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":"
                        + "{\"content\":\"x\"},\"x\":\"stop_is_null\"}]}\r\n\r\n",
                "data: {\"id\":\"c1\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":"
                        + "{\"content\":\"x\n\"},\"x\":\"stop_is_null\"}]}\n\n",
                "data: {\"id\":\"c1\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":"
                        + "{\"content\":\"x\",\"role\":\"a\"},\"x\":\"stop_is_null\"}]}\n\n",
                ": comment\n\n",
                "data: [DONE]\n\n"
            })
    void leavesWhatIsNotLikeItToBeRead(String other) {
        assertThat(match(FIRST, other)).isEqualTo(-1);
    }

    @Test
    void leavesAChunkThatIsCutAnywhere() {
        String next = chunk("x\\\"y", "stop_is_null", "");
        for (int length = 0; length < next.length(); length++) {
            assertThat(match(FIRST, next.substring(0, length)))
                    .as("first %d", length)
                    .isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":"
                        + "\"stop\"}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}],\"usage\":"
                        + "{\"prompt_tokens\":1}}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"logprobs\":"
                        + "{\"content\":[1]}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}},{\"index\":1,\"delta\":"
                        + "{\"content\":\"y\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\",\"refusal\":\"y\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0}]}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}"
            })
    void learnsNothingFromAChunkThatIsMoreThanText(String json) {
        String frame = "data: " + json + "\n\n";

        assertThat(match(frame, frame)).isEqualTo(-1);
    }

    private static int match(String learned, String next) {
        byte[] frame = bytes("xx" + learned);
        ChunkSkim skim = new ChunkSkim();
        assertThat(skim.read(frame, 8, frame.length)).isTrue();
        ChunkTemplate template = new ChunkTemplate();
        template.learn(frame, 2, frame.length, skim);
        byte[] candidate = bytes("yyy" + next);
        int end = template.match(candidate, 3, candidate.length);
        return end < 0 ? end : end - 3;
    }

    private static String chunk(String text, String reason, String more) {
        return "data: {\"id\":\"c1\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":"
                + "{\"content\":\""
                + text + "\"},\"x\":\"" + reason + "\"}]" + more + "}\n\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
