package dev.sluice.upstream.local.request;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure.Invalid;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

import java.util.List;
import java.util.Set;

/** Requests to a local model, for tests of them. */
abstract class LocalRequestKit {
    static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    static final Vocabulary VOCABULARY = new Vocabulary(
            new ControlTexts(List.of("<|im_end|>", "<|im_start|>")), Set.of(1, 2), 100);

    final LocalRequest request = request(null);

    static LocalRequest request(@Nullable Double temperature, Double... scales) {
        return new LocalRequest(
                new ModelSettings("local", List.of(scales), 2048, temperature, null),
                VOCABULARY,
                TemplateAbilities.UNKNOWN);
    }

    /** What the engine is asked for the first answer. */
    static Buffer rewrite(LocalRequest request, Operation operation, Buffer body) {
        return switch (request.plan(operation, body)) {
            case LocalPlan.PassedOn passed -> passed.body();
            case LocalPlan.Choices choices ->
                Buffer.buffer(String.valueOf(choices.choices().getFirst().body()));
        };
    }

    static Buffer body(String json) {
        String quoted = json.replace('\'', '"');
        return Buffer.buffer(
                quoted.contains("\"model\"")
                        ? quoted
                        : quoted.replaceFirst("\\{", "{\"model\":\"m\","));
    }

    static JsonObject json(String json) {
        return new JsonObject(json.replace('\'', '"'));
    }

    Invalid refusal(Operation operation, String body) {
        String withModel =
                body.replaceFirst("\\{", "{'model':'m'" + (body.length() > 2 ? "," : ""));
        UpstreamException refusal = catchThrowableOfType(
                UpstreamException.class, () -> request.plan(operation, body(withModel)));
        return (Invalid) refusal.failure();
    }

    static Arguments bad(String body, String param, String message, String code) {
        return Arguments.of(body, new Invalid(400, message, param, code));
    }
}
