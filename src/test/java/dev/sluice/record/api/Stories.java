package dev.sluice.record.api;

import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Purpose;
import dev.sluice.vocabulary.VerdictKind;

import java.math.BigDecimal;

/** Inferences and attempts to tell of. */
final class Stories {
    static final JudgementView UNSURE = judged("unsure", 0.41, false);

    private Stories() {}

    static JudgementView judged(String verdict, double confidence, boolean calibrated) {
        return new JudgementView(
                VerdictKind.WORDS.word(verdict),
                "logprobs",
                null,
                confidence,
                confidence,
                calibrated,
                0.8,
                16,
                1204,
                40.25,
                252.25);
    }

    static Made attempt(
            int ordinal,
            int rung,
            String purpose,
            String model,
            String result,
            double started,
            double duration) {
        return new Made(ordinal, rung, purpose, model, result, started, duration);
    }

    /** An attempt that is being made. */
    static final class Made {
        private final int ordinal;
        private final int rung;
        private final String purpose;
        private final String model;
        private final String result;
        private final double started;
        private final double duration;
        private boolean committed;
        private JudgementView judgement;
        private Long prompt;
        private Long completion;
        private BigDecimal cost;
        private String refusal;

        Made(
                int ordinal,
                int rung,
                String purpose,
                String model,
                String result,
                double started,
                double duration) {
            this.ordinal = ordinal;
            this.rung = rung;
            this.purpose = purpose;
            this.model = model;
            this.result = result;
            this.started = started;
            this.duration = duration;
        }

        Made committed() {
            committed = true;
            return this;
        }

        Made saying(String words) {
            refusal = words;
            return this;
        }

        Made judged(JudgementView by) {
            judgement = by;
            return this;
        }

        Made tokens(long ofPrompt, long ofAnswer, String usd) {
            prompt = ofPrompt < 0 ? null : ofPrompt;
            completion = ofAnswer;
            cost = new BigDecimal(usd);
            return this;
        }

        AttemptView view() {
            return new AttemptView(
                    ordinal,
                    rung,
                    Purpose.WORDS.word(purpose),
                    model,
                    "openai",
                    "sent",
                    null,
                    AttemptResult.WORDS.word(result),
                    200,
                    refusal,
                    committed,
                    started,
                    30.5,
                    40.25,
                    duration,
                    prompt,
                    null,
                    completion,
                    prompt != null,
                    cost,
                    judgement);
        }
    }
}
