package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.egress.EgressConfig;
import dev.sluice.egress.WebhookClient;
import dev.sluice.testing.Eventually;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What becomes of a delivery that fails. */
class CourierRetriesTest extends CourierKit {
    @RegisterExtension
    static final WebhookDatabase DATABASE = new WebhookDatabase("webhook_retries");

    CourierRetriesTest() {
        super(DATABASE);
    }

    @Test
    void triesAgainWithTheSameId() throws SQLException {
        receiver.thenStatus(500);
        Courier courier = changed();
        Eventually.equals(this::errors, "1 status 500");
        assertThat(waitSeconds()).isBetween(3L, 6L);

        due();
        look(courier);
        Eventually.equals(() -> delivered(), 1L);

        assertThat(receiver.posts()).hasSize(2);
        assertThat(receiver.posts().get(1).id())
                .isEqualTo(receiver.posts().get(0).id());
        assertThat(receiver.posts().get(1).body())
                .isEqualTo(receiver.posts().get(0).body());
        assertThat(text("select last_error from webhook_delivery")).isEqualTo("null");
        Eventually.equals(() -> counted("failed"), 1.0);
    }

    @Test
    void sendsAgainWhatAGatewayHasSentBeforeItDied() throws Exception {
        Courier courier = courier(config());
        see(courier);
        rows.change("e", "slang", "start", "running");
        List<Delivery> claimed = outbox.take(Webhook.name(config()), config(), 2)
                .subscribeAsCompletionStage()
                .get(10, TimeUnit.SECONDS);
        client(WebhookClient.PATIENCE)
                .target("x", "x", config().url(), EgressConfig.STANDARD)
                .post(
                        Map.of("webhook-id", claimed.getFirst().id().toString()),
                        Buffer.buffer(claimed.getFirst().body()));
        Eventually.equals(() -> receiver.posts().size(), 1);
        look(courier);
        assertThat(rows.number("select count(*) from webhook_delivery where next_at > now() + "
                        + "interval '30 s'"))
                .isEqualTo(1);

        due();
        look(courier);
        Eventually.equals(() -> delivered(), 1L);

        assertThat(receiver.posts().get(1).id())
                .isEqualTo(receiver.posts().get(0).id());
        assertThat(rows.number("select attempts from webhook_delivery")).isEqualTo(2);
    }

    @Test
    void givesUpAtOnceWhenTheReceiverIsGone() throws SQLException {
        receiver.thenStatus(410);

        changed();

        Eventually.equals(
                () -> text("select last_error from webhook_delivery where given_up_at is not null"),
                "status 410: it wants no more messages");
        Eventually.equals(() -> counted("given_up"), 1.0);
        Eventually.equals(
                () -> log.lines().stream()
                        .anyMatch(line ->
                                line.contains("gave up ") && line.contains(" after attempt 1: ")),
                true);
    }

    @Test
    void givesUpAfterTheLastAttempt() throws SQLException {
        receiver.thenStatus(500).thenStatus(500);
        Courier courier = changed();
        Eventually.equals(this::errors, "1 status 500");
        rows.run("update webhook_delivery set attempts = " + DeliveryRetries.WAITS.size());
        due();

        look(courier);

        Eventually.equals(
                () -> text("select last_error from webhook_delivery where given_up_at is not null"),
                "status 500");
        due();
        look(courier);
        look(courier);
        assertThat(receiver.posts()).hasSize(2);
    }

    @Test
    void waitsAsLongAsItIsAskedTo() throws SQLException {
        receiver.then(request -> request.response()
                .setStatusCode(429)
                .putHeader("retry-after", "3600")
                .end("slow down"));

        changed();

        Eventually.equals(this::errors, "1 status 429");
        assertThat(waitSeconds()).isBetween(3_500L, 3_600L);
    }

    @Test
    void followsNoRedirect() throws SQLException {
        receiver.then(request -> request.response()
                .setStatusCode(307)
                .putHeader("location", receiver.url("/elsewhere").toString())
                .end());

        changed();

        Eventually.equals(this::errors, "1 status 307");
        assertThat(receiver.posts()).hasSize(1);
    }

    @Test
    void doesNotWaitForAReceiverThatIsSilent() throws SQLException {
        receiver.then(request -> {});
        Courier courier = courier(config(), outbox, Duration.ofMillis(200));
        see(courier);
        rows.change("e", "slang", "start", "running");

        look(courier);

        Eventually.equals(this::errors, "1 it did not answer within 200 ms");
    }

    @Test
    void readsNoAnswerWithoutEnd() throws SQLException {
        receiver.then(request -> {
            request.response().setChunked(true).setStatusCode(200);
            request.response().exceptionHandler(ignored -> {});
            pour(request.response());
        });

        changed();

        Eventually.equals(() -> delivered(), 1L);
    }

    private static void pour(HttpServerResponse response) {
        response.write("x".repeat(16 * 1024)).onSuccess(done -> pour(response));
    }

    /** A courier that is just told of one change. */
    private Courier changed() throws SQLException {
        Courier courier = courier(config());
        see(courier);
        rows.change("e", "slang", "start", "running");
        look(courier);
        return courier;
    }

    private void due() throws SQLException {
        rows.run("update webhook_delivery set next_at = now()");
    }

    private long waitSeconds() {
        return number("select extract(epoch from next_at - now())::bigint from webhook_delivery");
    }
}
