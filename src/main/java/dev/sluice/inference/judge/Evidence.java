package dev.sluice.inference.judge;

import dev.sluice.confidence.TokenScores;
import dev.sluice.confidence.settings.ConfidenceConfig.Source;
import dev.sluice.dialect.AnswerFormat;
import dev.sluice.dialect.ChunkReader;
import dev.sluice.dialect.FrameEdits;
import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.LogprobReader;
import dev.sluice.dialect.Spans;
import dev.sluice.routing.Judging;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * What is known of an answer that is to be judged: how many tokens, how sure they were, and its
 * text where somebody wants to read it. Of one attempt; runs on its event loop.
 */
public final class Evidence {
    /** A rule or a verifier reads no further. */
    private static final int TEXT_BYTES_MAX = 1024 * 1024;

    private final @Nullable TokenScores scores;
    private final @Nullable LogprobReader reader;
    private final @Nullable Buffer text;
    private long tokens;
    private long bytes;
    private boolean otherContent;

    /** @param alternatives alternatives of each token that the client asked for */
    Evidence(Judging judging, AnswerFormat answers, int alternatives) {
        boolean scored = judging.threshold() != null && judging.by().source() == Source.LOGPROBS;
        this.scores = scored ? new TokenScores(judging.score()) : null;
        this.reader = scores == null ? null : answers.logprobReader(told(scores), alternatives);
        this.text = judging.readsText() ? Buffer.buffer() : null;
    }

    static LogprobReader.Sink told(TokenScores scores) {
        return new LogprobReader.Sink() {
            @Override
            public void token(double logprob) {
                scores.token(logprob);
            }

            @Override
            public void alternative(double logprob) {
                scores.alternative(logprob);
            }
        };
    }

    /**
     * Takes what was just read of these bytes: a chunk, or a whole document.
     *
     * @param trimmed takes the alternatives out that the client did not ask for; null when it asked
     *     for no log-probabilities at all, so that they all go
     */
    public void add(ChunkReader chunk, byte[] from, @Nullable FrameEdits trimmed) {
        long scoredBefore = scores == null ? 0 : scores.tokens();
        if (reader != null) {
            Spans spans = chunk.mainLogprobs();
            for (int i = 0; i < spans.count(); i++) {
                reader.read(from, spans.from(i), spans.to(i));
                if (trimmed != null) {
                    reader.trim(trimmed);
                }
            }
        }
        long scored = scores == null ? 0 : scores.tokens() - scoredBefore;
        Spans texts = chunk.mainText();
        if (chunk.hasContent()) {
            tokens += Math.max(
                    1,
                    scored); // A chunk has one token or several, and only log-probabilities tell.
            otherContent |= texts.count() == 0;
        }
        for (int i = 0; text != null && i < texts.count() && text.length() < TEXT_BYTES_MAX; i++) {
            text.appendBytes(from, texts.from(i), texts.to(i) - texts.from(i));
        }
    }

    /** Whether log-probabilities were asked for because of it. */
    public boolean asksLogprobs() {
        return scores != null;
    }

    /** So many bytes are held. */
    public void held(long now) {
        bytes = now;
    }

    public long tokens() {
        return tokens;
    }

    long bytes() {
        return bytes;
    }

    /** From 0 to 1; NaN when there were no log-probabilities. */
    double score() {
        return scores == null ? Double.NaN : scores.score();
    }

    /** Whether there is content that is no text, such as a tool call. */
    boolean hasOtherContent() {
        return otherContent;
    }

    /**
     * The text so far; empty where nobody wanted it. A character that stands half in it is left
     * out.
     */
    String text() {
        if (text == null) {
            return "";
        }
        String unquoted = JsonText.unquoted(text);
        return unquoted == null ? text.toString(StandardCharsets.UTF_8) : unquoted;
    }
}
