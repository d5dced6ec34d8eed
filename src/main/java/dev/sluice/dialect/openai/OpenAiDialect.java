package dev.sluice.dialect.openai;

import dev.sluice.dialect.AnswerFormat;
import dev.sluice.dialect.Blame;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.ErrorFormat;
import dev.sluice.dialect.RequestReader;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.buffer.Buffer;

import java.util.Map;

/** OpenAI's protocol: chat completions, legacy completions, embeddings. */
public final class OpenAiDialect implements Dialect {
    public static final Dialect INSTANCE = new OpenAiDialect();

    private static final Map<String, Operation> PATHS = Map.of(
            "/v1/chat/completions", Operation.CHAT_COMPLETIONS,
            "/v1/completions", Operation.COMPLETIONS,
            "/v1/embeddings", Operation.EMBEDDINGS);

    private final ErrorFormat errors = new OpenAiErrors();
    private final AnswerFormat answers = new OpenAiAnswers();

    private OpenAiDialect() {}

    @Override
    public Map<String, Operation> paths() {
        return PATHS;
    }

    @Override
    public RequestReader requests(int maxDepth) {
        return new RequestScanner(maxDepth);
    }

    @Override
    public ErrorFormat errors() {
        return errors;
    }

    @Override
    public AnswerFormat answers() {
        return answers;
    }

    @Override
    public Blame blame(int status, Buffer body) {
        return RefusalWords.blame(status, body);
    }
}
