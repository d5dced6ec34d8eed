package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.Step;
import dev.sluice.telemetry.Meters;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What OpenAI's own client for Java makes of answers that are refused, cut, or no longer wanted.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class OpenAiJavaFailuresTest {
    @Inject
    Meters meters;

    private OpenAIClient client;

    @BeforeEach
    void connect() {
        client = OpenAiJava.client(GatewayResource.KEY);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aStreamClosedHalfWayResetsTheUpstream() {
        Simulator upstream = Gateway.begin(Answer.start().role().tokens("first").stall());

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(OpenAiJava.chat().build())) {
            assertThat(stream.stream()
                            .map(chunk -> OpenAiJava.text(List.of(chunk)))
                            .filter(text -> !text.isEmpty())
                            .findFirst())
                    .contains("first");
        }

        Eventually.equals(() -> upstream.stats().cancelled(), 1L);
        Eventually.equals(() -> upstream.stats().open(), 0L);
        Eventually.equals(() -> meters.openInferences(), 0);
    }

    @ParameterizedTest
    @EnumSource
    void aCutIsAnExceptionAndNotAShortAnswer(Step.Cut.How how) {
        Gateway.begin(Answer.start().role().tokens("a", "b").cut(how));
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        List<ChatCompletionChunk> chunks = new ArrayList<>();

        SseException cut = catchThrowableOfType(SseException.class, () -> {
            try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                    .completions()
                    .createStreaming(OpenAiJava.chat().build())) {
                stream.stream().map(accumulator::accumulate).forEach(chunks::add);
            }
        });

        assertThat(OpenAiJava.text(chunks)).isEqualTo("ab");
        assertThat(cut.code()).contains("upstream_cut");
        assertThat(cut.type()).contains("upstream_error");
        assertThatThrownBy(accumulator::chatCompletion).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAnswerWithoutItsEndIsAnException() {
        Gateway.begin(Answer.start().role().tokens("a", "b"));

        assertThatThrownBy(() -> OpenAiJava.stream(client, OpenAiJava.chat().build()))
                .isInstanceOfSatisfying(
                        SseException.class, cut -> assertThat(cut.code()).contains("upstream_cut"));
    }

    @Test
    void theUpstreamsOwnErrorEventIsAnException() {
        Gateway.begin(Answer.start().role().tokens("a").error("The engine died.", "server_error"));

        assertThatThrownBy(() -> OpenAiJava.stream(client, OpenAiJava.chat().build()))
                .isInstanceOf(SseException.class)
                .hasMessageContaining("The engine died.");
    }

    @Test
    void aWholeAnswerThatIsCutIsAnExceptionToo() {
        Gateway.begin(Answer.start().role().tokens("a", "b").cut(Step.Cut.How.FIN));

        assertThatThrownBy(() ->
                        client.chat().completions().create(OpenAiJava.chat().build()))
                .isInstanceOf(OpenAIException.class)
                .hasMessageContaining("502");
    }

    @Test
    void aRefusalBeforeTheFirstTokenKeepsItsStatusAndRetryAfter() {
        Simulator upstream = Gateway.begin(Answer.start().status(429, Map.of("retry-after", "7")));

        RateLimitException refusal = catchThrowableOfType(
                RateLimitException.class,
                () -> OpenAiJava.stream(client, OpenAiJava.chat().build()));

        assertThat(refusal.statusCode()).isEqualTo(429);
        assertThat(refusal.headers().values("retry-after")).containsExactly("7");
        assertThat(upstream.stats().requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"400,400", "404,404", "429,429", "500,500", "503,503", "401,502"})
    void aRefusalIsTheExceptionOfItsStatus(int upstreamStatus, int status) {
        Gateway.begin(Answer.refusing(upstreamStatus));

        OpenAIServiceException refusal = catchThrowableOfType(
                OpenAIServiceException.class,
                () -> OpenAiJava.stream(client, OpenAiJava.chat().build()));

        assertThat(refusal.statusCode()).isEqualTo(status);
        assertThat(refusal)
                .isInstanceOf(
                        switch (status) {
                            case 400 -> BadRequestException.class;
                            case 404 -> NotFoundException.class;
                            case 429 -> RateLimitException.class;
                            default -> InternalServerException.class;
                        });
    }

    @Test
    void isAskedAgainOrNotAsTheHeadersSay() {
        OpenAIClient persistent = OpenAiJava.client(GatewayResource.KEY, 2);
        Simulator upstream = Gateway.begin(
                Answer.start().status(429, Map.of("retry-after-ms", "1")),
                Answer.start().status(400, Map.of("x-should-retry", "true", "retry-after-ms", "1")),
                Answer.saying("hello"));
        assertThat(OpenAiJava.text(
                        OpenAiJava.stream(persistent, OpenAiJava.chat().build())))
                .isEqualTo("hello");
        assertThat(upstream.stats().requests()).isEqualTo(3);

        Gateway.begin(Answer.start().status(500, Map.of("x-should-retry", "false")));
        assertThatThrownBy(() -> OpenAiJava.stream(persistent, OpenAiJava.chat().build()))
                .isInstanceOf(InternalServerException.class);
        assertThat(upstream.stats().requests()).isEqualTo(1);
        persistent.close();
    }

    @Test
    void anUnknownModelIsNotFound() {
        NotFoundException unknown = catchThrowableOfType(
                NotFoundException.class,
                () -> OpenAiJava.stream(client, OpenAiJava.chat().model("slnag").build()));

        assertThat(unknown.code()).contains("model_not_found");
        assertThat(unknown.param()).contains("model");
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        OpenAIClient stranger = OpenAiJava.client("sk-wrong");

        UnauthorizedException refusal = catchThrowableOfType(
                UnauthorizedException.class, () -> stranger.models().list());

        assertThat(refusal.code()).contains("invalid_api_key");
        stranger.close();
    }
}
