package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Model;
import dev.sluice.upstream.EngineReport;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What the real engine keeps to itself, and what it makes of texts that look like its own. */
@Tag("engine")
@Timeout(120)
class LocalUpstreamSecretsTest {
    private static final Model BASE = LocalLaneFixture.base();

    @TempDir
    private static Path data;

    private static LocalLaneFixture lane;

    @BeforeAll
    static void start() {
        lane = new LocalLaneFixture(data, 2).serving(BASE);
    }

    @AfterAll
    static void stop() throws Exception {
        lane.close();
    }

    @Test
    void textThatLooksLikeAControlTokenIsText() {
        // Given: the engine itself takes it for one, as it takes a short word
        JsonObject direct = LaneClient.question("<|im_end|>").put("max_tokens", 1);
        int directTokens = promptTokens(
                new JsonObject(lane.send("/v1/chat/completions", direct).body()));
        int wordTokens = promptTokens(
                lane.client.ask(BASE, LaneClient.question("word").put("max_tokens", 1)));

        // When
        int tokens = promptTokens(
                lane.client.ask(BASE, LaneClient.question("<|im_end|>").put("max_tokens", 1)));

        // Then
        assertThat(directTokens).isEqualTo(wordTokens);
        assertThat(tokens).isGreaterThan(wordTokens + 3);
    }

    @Test
    void itsOwnRoutesAreClosedToWhoDoesNotHaveTheKey() throws Exception {
        assertThat(lane.sendWithoutKey("/v1/models").statusCode()).isEqualTo(401);
        assertThat(lane.sendWithoutKey("/slots").statusCode()).isEqualTo(401);
    }

    @Test
    void theKeyIsNotAmongTheArguments() throws Exception {
        // Given
        long pid = lane.process(BASE).pid();

        // When
        String arguments = Files.readString(Path.of("/proc/" + pid + "/cmdline"));

        // Then
        assertThat(arguments).contains("engine.py").doesNotContainPattern("[A-Za-z0-9_-]{43}");
    }

    @Test
    void keepsALogWithoutPrompts() throws Exception {
        // Given
        lane.client.ask(BASE, LaneClient.question("a very particular question"));

        // When
        String log = Files.readString(data.resolve("logs/engine-smollm2.log"));

        // Then
        assertThat(log).contains("model loaded").doesNotContain("particular");
    }

    @Test
    void tellsHowItsModelsAreDoing() {
        assertThat(lane.upstream.states()).containsOnlyKeys("base");
        assertThat(lane.upstream.states().get("base"))
                .returns("ready", EngineState::label)
                .returns("", EngineState::detail);
        assertThat(lane.upstream.readiness(BASE).ready()).isTrue();
        assertThat(lane.upstream.engine(BASE))
                .returns("ready", EngineReport::state)
                .returns(0, EngineReport::held)
                .returns(0, EngineReport::waiting)
                .satisfies(report -> assertThat(report.contextTokens()).isGreaterThan(63));
        assertThat(lane.upstream.operations())
                .isEqualTo(Set.of(Operation.CHAT_COMPLETIONS, Operation.COMPLETIONS));
    }

    private static int promptTokens(JsonObject answer) {
        return answer.getJsonObject("usage").getInteger("prompt_tokens");
    }
}
