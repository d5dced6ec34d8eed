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
 * What is known about an answer that is to be judged: how many tokens it has, how sure they were,
 * and its text if a rule or a judge reads it. Belongs to one attempt and runs on its event loop.
 */
public final class Evidence {
    /** The most bytes of text that rules and verifiers read. */
    private static final int TEXT_BYTES_MAX = 1024 * 1024;

    private final @Nullable TokenScores scores;
    private final @Nullable LogprobReader reader;
    private final @Nullable Buffer text;
    private long tokens;
    private long bytes;
    private boolean otherContent;

    /** @param alternatives how many alternatives of each token the client asked for */
    Evidence(Judging judging, AnswerFormat answers, int alternatives) {
        boolean scored = judging.threshold() != null && judging.by().source() == Source.LOGPROBS;
        this.scores = scored ? new TokenScores(judging.score()) : null;
        this.reader = scores == null ? null : answers.logprobReader(sinkFor(scores), alternatives);
        this.text = judging.readsText() ? Buffer.buffer() : null;
    }

    static LogprobReader.Sink sinkFor(TokenScores scores) {
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
     * Takes what was just read from these bytes: a chunk, or a whole document.
     *
     * @param trimmed gets the removal of alternatives that the client did not ask for; null if it
     *     asked for no log-probabilities, so that all are removed elsewhere
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
            // A chunk has one or more tokens; only log-probabilities say how many.
            tokens += Math.max(1, scored);
            otherContent |= texts.count() == 0;
        }
        for (int i = 0; text != null && i < texts.count() && text.length() < TEXT_BYTES_MAX; i++) {
            text.appendBytes(from, texts.from(i), texts.to(i) - texts.from(i));
        }
    }

    /** Whether it needs log-probabilities, which the gateway then asks for. */
    public boolean asksLogprobs() {
        return scores != null;
    }

    /** Notes how many bytes of the answer are held. */
    public void noteHeldBytes(long now) {
        bytes = now;
    }

    public long tokens() {
        return tokens;
    }

    long bytes() {
        return bytes;
    }

    /** The score of the log-probabilities, from 0 to 1; NaN if there were none. */
    double score() {
        return scores == null ? Double.NaN : scores.score();
    }

    /** Whether there is content other than text, such as a tool call. */
    boolean hasOtherContent() {
        return otherContent;
    }

    /** The text so far, without a character that is cut in half; empty if nothing reads it. */
    String text() {
        if (text == null) {
            return "";
        }
        String unquoted = JsonText.unquoted(text);
        return unquoted == null ? text.toString(StandardCharsets.UTF_8) : unquoted;
    }
}
