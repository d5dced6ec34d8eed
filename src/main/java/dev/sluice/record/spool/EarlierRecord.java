package dev.sluice.record.spool;

import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.record.Judgement;
import dev.sluice.record.RecordedText;
import dev.sluice.record.Served;
import dev.sluice.record.spool.RecordDecoder.UnreadableException;
import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Labelled;
import dev.sluice.vocabulary.Lexicon;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Purpose;
import dev.sluice.vocabulary.VerdictKind;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Reads a record as earlier versions of Sluice wrote it, in the formats 1 to 3: fields in order,
 * numbers of variable length. An update may find such a log. Made for one record; confined to one
 * thread.
 */
final class EarlierRecord {
    /** The last version of this format. */
    static final byte LAST_VERSION = 3;

    /** Lacks both the purpose of an attempt and judgements. */
    private static final byte FIRST_VERSION = 1;

    /** The first version with experiments. */
    private static final byte THIRD_VERSION = 3;

    private final ByteReader from;

    private EarlierRecord(ByteReader from) {
        this.from = from;
    }

    /** Reads a record that takes all of these bytes, beginning with its version. */
    static InferenceRecord read(byte[] bytes, int from, int length) throws UnreadableException {
        ByteReader reader = new ByteReader(bytes, from, length);
        try {
            InferenceRecord inference = new EarlierRecord(reader).inference();
            if (reader.left() != 0) {
                throw new UnreadableException("a record has " + reader.left() + " bytes too many");
            }
            return inference;
        } catch (DateTimeException | ArithmeticException e) {
            throw new UnreadableException("a record has a number out of range: " + e.getMessage());
        }
    }

    private InferenceRecord inference() throws UnreadableException {
        byte version = from.one();
        UUID id = from.id();
        Instant startedAt = Instant.ofEpochSecond(from.number(), from.number());
        long flags = from.number();
        String operation = from.text();
        String route = from.text();
        String requestedModel = from.text();
        String key = from.nullableText();
        String unit = from.nullableText();
        Served served = version >= THIRD_VERSION && (flags & 8) != 0 ? served() : null;
        Outcome outcome = word(Outcome.WORDS);
        from.text(); // The party, which follows from the outcome.
        int status = from.whole();
        String errorCode = from.nullableText();
        int rung = from.whole();
        long bytesIn = from.number();
        long bytesOut = from.number();
        var times = new InferenceRecord.Times(
                from.number(), from.number(), from.number(), from.number(), from.number());
        List<AttemptRecord> attempts = attempts(version);
        RecordedText text = (flags & 2) != 0
                ? new RecordedText(from.blob(), from.blob(), (flags & 4) != 0)
                : null;
        return new InferenceRecord(
                id,
                new InferenceRecord.Request(
                        startedAt, operation, requestedModel, (flags & 1) != 0, key, bytesIn),
                new InferenceRecord.Routing(route, unit, served, rung),
                new InferenceRecord.Ending(outcome, status, errorCode, bytesOut, times),
                attempts,
                text,
                List.of());
    }

    private Served served() throws UnreadableException {
        return new Served(
                from.text(),
                from.text(),
                from.whole(),
                word(AssignmentKind.WORDS),
                from.number() == 0 ? null : from.id(),
                from.real());
    }

    private List<AttemptRecord> attempts(byte version) throws UnreadableException {
        long count = from.number();
        if (count < 0 || count > from.left()) { // An attempt takes more than a byte.
            throw new UnreadableException("a record has " + count + " attempts");
        }
        List<AttemptRecord> attempts = new ArrayList<>((int) Math.min(count, 16));
        for (long i = 0; i < count; i++) {
            attempts.add(attempt(version));
        }
        return List.copyOf(attempts);
    }

    private AttemptRecord attempt(byte version) throws UnreadableException {
        int ordinal = from.whole();
        int rung = from.whole();
        Purpose purpose = version == FIRST_VERSION ? Purpose.ANSWER : word(Purpose.WORDS);
        String model = from.text();
        String upstream = from.text();
        String sentModel = from.text();
        String servedModel = from.nullableText();
        AttemptResult result = word(AttemptResult.WORDS);
        int status = from.whole();
        long flags = from.number();
        var times =
                new AttemptRecord.Times(from.number(), from.number(), from.number(), from.number());
        var tokens = new AttemptRecord.Tokens(
                from.number(), from.number(), from.number(), (flags & 2) != 0);
        boolean isJudged = version != FIRST_VERSION && (flags & 4) != 0;
        return new AttemptRecord(
                ordinal,
                new AttemptRecord.Call(rung, purpose, model, upstream, sentModel),
                new AttemptRecord.Ending(result, status, (flags & 1) != 0, servedModel, tokens),
                times,
                isJudged ? judgement((flags & 8) != 0) : null);
    }

    private Judgement judgement(boolean calibrated) throws UnreadableException {
        VerdictKind verdict = word(VerdictKind.WORDS);
        String source = from.text();
        String reason = from.nullableText();
        double raw = from.real();
        double confidence = from.real();
        double threshold = from.real();
        return new Judgement(
                verdict,
                source,
                reason,
                raw,
                confidence,
                calibrated,
                threshold,
                from.number(),
                from.number(),
                from.number(),
                from.number());
    }

    private <E extends Enum<E> & Labelled> E word(Lexicon<E> words) throws UnreadableException {
        return words.read(from.text());
    }
}
