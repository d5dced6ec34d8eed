package dev.sluice.inference.climb;

import dev.sluice.upstream.UpstreamFailure;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** The events of an exchange: from its ladder, its answer, its client, the clock or the process. */
sealed interface ExchangeEvent {
    /** The exchange begins. */
    record Begun() implements ExchangeEvent {}

    /** An answer is accepted. */
    record Accepted(Contender contender) implements ExchangeEvent {}

    /**
     * No rung has given an answer.
     *
     * @param cause a {@link ClimbSignal}; anything else is a bug of the gateway
     * @param told the failure the client is told; null for that of the signal
     */
    record Unanswered(Throwable cause, @Nullable UpstreamFailure told) implements ExchangeEvent {}

    /** The answer on trial is judged; its end is still held. */
    record TrialJudged(boolean accepted) implements ExchangeEvent {}

    /** The committed answer was cut. */
    record Cut(UpstreamFailure failure) implements ExchangeEvent {}

    /** An error event of the upstream was forwarded within the answer. */
    record ErrorForwarded() implements ExchangeEvent {}

    /** The whole answer has arrived. */
    record Whole() implements ExchangeEvent {}

    /** The whole answer has been given to the client. */
    record Done() implements ExchangeEvent {}

    /** The client has been sent nothing for too long. */
    record Silence() implements ExchangeEvent {}

    /** The inference has exceeded its total. */
    record Expired(Duration limit) implements ExchangeEvent {}

    /** The client has gone. */
    record ClientGone() implements ExchangeEvent {}

    /** The gateway is stopping, and the grace period is over. */
    record Stopping() implements ExchangeEvent {}
}
