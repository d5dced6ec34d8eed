package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.egress.WebhookReply.Answered;
import dev.sluice.egress.WebhookReply.Silent;
import dev.sluice.jobs.RetrySchedule;
import dev.sluice.testing.Fuzz;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

class DeliveryRetriesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final RetrySchedule middle = DeliveryRetries.schedule(() -> 0.5);

    @Test
    void waitsLongerEachTimeForAboutADay() {
        Duration sum = Duration.ZERO;
        for (int attempts = 1; attempts <= DeliveryRetries.WAITS.size(); attempts++) {
            Duration wait = middle.after(attempts, null);
            assertThat(wait).isEqualTo(DeliveryRetries.WAITS.get(attempts - 1));
            sum = sum.plus(wait);
        }
        assertThat(sum).isEqualTo(Duration.parse("PT24H36M5S"));
        assertThat(middle.after(9, null)).isNull();
        assertThat(middle.after(100, Duration.ofSeconds(1))).isNull();
    }

    @Test
    void isOffByAFifthAtMost() {
        assertThat(DeliveryRetries.schedule(() -> 0).after(2, null))
                .isEqualTo(Duration.ofSeconds(48));
        assertThat(DeliveryRetries.schedule(() -> 1).after(2, null))
                .isEqualTo(Duration.ofSeconds(72));
    }

    @Test
    void waitsAsLongAsItIsAskedToButNotLongerThanADay() {
        assertThat(middle.after(1, Duration.ofSeconds(90))).isEqualTo(Duration.ofSeconds(90));
        assertThat(middle.after(1, Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(5));
        assertThat(middle.after(1, Duration.ofDays(400))).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void understandsWhatItIsAskedFor() {
        assertThat(DeliveryRetries.asked(null, NOW)).isNull();
        assertThat(DeliveryRetries.asked(" 120 ", NOW)).isEqualTo(Duration.ofMinutes(2));
        assertThat(DeliveryRetries.asked("Sat, 21 Nov 2026 12:01:00 GMT", NOW))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(DeliveryRetries.asked("Sat, 21 Nov 2026 11:00:00 GMT", NOW))
                .isEqualTo(Duration.ZERO);
        assertThat(DeliveryRetries.asked("soon", NOW)).isNull();
        assertThat(DeliveryRetries.asked("-5", NOW)).isNull();
        assertThat(DeliveryRetries.asked("99999999999999999999", NOW)).isNull();
    }

    @Test
    void whateverAReceiverAsksTheWaitIsBounded() {
        Fuzz.check(
                2_000,
                random -> {
                    byte[] bytes = new byte[random.nextInt(40)];
                    for (int i = 0; i < bytes.length; i++) {
                        bytes[i] = (byte) "0123456789 ,:-GMTSatNov".charAt(random.nextInt(23));
                    }
                    return bytes;
                },
                (input, random) -> {
                    Duration asked = DeliveryRetries.asked(
                            new String(input, StandardCharsets.US_ASCII), NOW);
                    Duration wait = middle.after(1 + random.nextInt(8), asked);
                    Fuzz.same(wait.compareTo(DeliveryRetries.LONGEST) <= 0, true);
                    Fuzz.same(wait.isNegative(), false);
                });
    }

    @Test
    void decidesByTheReply() {
        assertThat(Settlement.of(new Answered(204, null), 1, middle, NOW))
                .isEqualTo(new Settlement.Delivered());
        assertThat(Settlement.of(new Answered(410, "5"), 1, middle, NOW))
                .isEqualTo(new Settlement.GivenUp("status 410: it wants no more messages"));
        assertThat(Settlement.of(new Answered(302, null), 1, middle, NOW))
                .isEqualTo(new Settlement.Again(Duration.ofSeconds(5), "status 302"));
        assertThat(Settlement.of(new Answered(429, "600"), 1, middle, NOW))
                .isEqualTo(new Settlement.Again(Duration.ofMinutes(10), "status 429"));
        assertThat(Settlement.of(new Silent("it was quiet"), 9, middle, NOW))
                .isEqualTo(new Settlement.GivenUp("it was quiet"));
    }
}
