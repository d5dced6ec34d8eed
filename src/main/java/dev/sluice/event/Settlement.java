package dev.sluice.event;

import dev.sluice.egress.WebhookReply;
import dev.sluice.egress.WebhookReply.Answered;
import dev.sluice.egress.WebhookReply.Silent;
import dev.sluice.jobs.RetrySchedule;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What follows from an attempt to deliver a message. */
sealed interface Settlement {
    int GONE = 410;

    Result result();

    /** What an attempt came to, as the meter and the statement of {@link Outbox} name it. */
    enum Result {
        DELIVERED,
        FAILED,
        GIVEN_UP;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The receiver has the message. */
    record Delivered() implements Settlement {
        @Override
        public Result result() {
            return Result.DELIVERED;
        }
    }

    /** It is retried after the delay. */
    record Again(Duration delay, String error) implements Settlement {
        @Override
        public Result result() {
            return Result.FAILED;
        }
    }

    /** It is given up: the receiver wants no more messages, or the retries are used up. */
    record GivenUp(String error) implements Settlement {
        @Override
        public Result result() {
            return Result.GIVEN_UP;
        }
    }

    /**
     * Decides by the reply.
     *
     * @param attempts number of attempts, including this one
     */
    static Settlement of(WebhookReply reply, int attempts, RetrySchedule schedule, Instant now) {
        return switch (reply) {
            case Answered(int status, var ignored)
            when status >= 200 && status < 300 -> new Delivered();
            case Answered(int status, var ignored)
            when status == GONE -> new GivenUp("status 410: it wants no more messages");
            case Answered(int status, var retryAfter) ->
                again(
                        "status " + status,
                        schedule.after(attempts, DeliveryRetries.asked(retryAfter, now)));
            case Silent(String why) -> again(why, schedule.after(attempts, null));
        };
    }

    private static Settlement again(String error, @Nullable Duration delay) {
        return delay == null ? new GivenUp(error) : new Again(delay, error);
    }
}
