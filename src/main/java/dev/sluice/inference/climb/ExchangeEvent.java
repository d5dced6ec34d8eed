package dev.sluice.inference.climb;

import dev.sluice.upstream.UpstreamFailure;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What may happen to an exchange, from its ladder, its answer, its client, the clock or the
 * process.
 */
sealed interface ExchangeEvent {
    /** It begins. */
    record Begun() implements ExchangeEvent {}

    /** An answer is accepted. */
    record Accepted(Contender contender) implements ExchangeEvent {}

    /**
     * No rung has one.
     *
     * @param cause a {@link ClimbSignal}, unless something is wrong with us
     * @param told what the client is told all the same; null for what came of it
     */
    record Unanswered(Throwable cause, @Nullable UpstreamFailure told) implements ExchangeEvent {}

    /** The answer that the client has been seeing is judged; its end is held. */
    record TrialJudged(boolean accepted) implements ExchangeEvent {}

    /** The committed answer ended early. */
    record Cut(UpstreamFailure failure) implements ExchangeEvent {}

    /** An error event of the upstream has gone to the client in the middle of the answer. */
    record ErrorForwarded() implements ExchangeEvent {}

    /** All of the answer is there. */
    record Whole() implements ExchangeEvent {}

    /** All of it has been given to the client. */
    record Done() implements ExchangeEvent {}

    /** The client has been sent nothing for long. */
    record Silence() implements ExchangeEvent {}

    /** It has taken as long as it may. */
    record Expired(Duration limit) implements ExchangeEvent {}

    /** The client has gone. */
    record ClientGone() implements ExchangeEvent {}

    /** The gateway stops, and the grace is over. */
    record Stopping() implements ExchangeEvent {}
}
