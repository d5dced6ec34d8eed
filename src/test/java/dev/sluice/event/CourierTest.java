package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.bind.Secret;
import dev.sluice.database.Lanes;
import dev.sluice.egress.EgressConfig;
import dev.sluice.egress.WebhookClient;
import dev.sluice.egress.WebhookConfig;
import dev.sluice.egress.WebhookConfig.Event;
import dev.sluice.rollout.store.ExperimentEvent;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.TestDatabase;

import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Deliveries of webhooks over real sockets, out of a real database of their own. */
class CourierTest extends CourierKit {
    @RegisterExtension
    static final WebhookDatabase DATABASE = new WebhookDatabase("webhooks");

    private static final String WAITING = "select count(*) from pg_stat_activity"
            + " where datname = current_database() and wait_event_type = 'Lock'";

    CourierTest() {
        super(DATABASE);
    }

    @Test
    void tellsOfEachChangeAndDecisionOnceWithItsSignature() throws SQLException {
        Courier courier = courier(config());
        see(courier);
        long change = rows.change("e", "slang", "start", "running");
        rows.decide("e", "stay");
        long decision = rows.decide("e", "advance");

        look(courier);
        Eventually.equals(() -> delivered(), 2L);
        look(courier);

        assertThat(receiver.posts()).hasSize(2).allSatisfy(post -> {
            String signed = post.id() + "." + NOW.getEpochSecond() + "." + post.body();
            byte[] expected = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, SECRET).hmac(signed);
            assertThat(post.headers().get("webhook-signature"))
                    .isEqualTo("v1," + Base64.getEncoder().encodeToString(expected));
            assertThat(post.headers().get("webhook-timestamp"))
                    .isEqualTo("" + NOW.getEpochSecond());
            assertThat(post.headers().get("content-type")).isEqualTo("application/json");
            assertThat(post.path()).isEqualTo(PATH);
        });
        assertThat(post("experiment.state").getLong("sequence")).isEqualTo(change);
        assertThat(post("experiment.state").getString("after")).isEqualTo("running");
        assertThat(post("experiment.decision").getLong("decision")).isEqualTo(decision);
        assertThat(post("experiment.decision").getString("route")).isEqualTo("slang");
        Eventually.equals(() -> counted("delivered"), 2.0);
    }

    @Test
    void tellsOnlyWhatIsWanted() throws SQLException {
        Courier courier = courier(new WebhookConfig(
                receiver.url(PATH),
                new Secret(SECRET),
                List.of(Event.DECISION),
                EgressConfig.STANDARD));
        see(courier);
        rows.change("e", "slang", "start", "running");
        rows.decide("e", "advance");

        look(courier);
        Eventually.equals(() -> delivered(), 1L);

        assertThat(rows.number("select count(*) from webhook_delivery")).isEqualTo(1);
    }

    @Test
    void tellsANewWebhookNothingOld() throws SQLException {
        rows.change("e", "slang", "start", "running");
        rows.decide("e", "advance");
        Courier courier = courier(config());
        see(courier);
        long change = rows.change("e", "slang", "pause", "paused");

        look(courier);
        Eventually.equals(() -> delivered(), 1L);

        assertThat(post("experiment.state").getLong("sequence")).isEqualTo(change);
        assertThat(rows.number("select count(*) from webhook_delivery")).isEqualTo(1);
    }

    @Test
    void findsADecisionThatWasCommittedLate() throws Exception {
        Courier courier = courier(config());
        see(courier);
        try (Connection other = TestDatabase.connect(url);
                Connection third = TestDatabase.connect(url)) {
            other.setAutoCommit(false);
            long late = new ExperimentRows(other).decide("e", "hold");
            CompletableFuture<Long> next = CompletableFuture.supplyAsync(() -> advance(third));
            Eventually.equals(() -> number(WAITING), 1L); // It has its turn behind the late one.
            rows.change("e", "slang", "note", "running");
            look(courier);
            Eventually.equals(() -> delivered(), 1L);

            other.commit();
            long after = next.join();
            look(courier);

            Eventually.equals(() -> delivered(), 3L);
            assertThat(receiver.posts().stream()
                            .map(post -> post.data().getLong("decision"))
                            .filter(Objects::nonNull))
                    .containsExactlyInAnyOrder(late, after);
            assertThat(late).isLessThan(after);
        }
    }

    private static long advance(Connection connection) {
        try {
            return new ExperimentRows(connection).decide("e", "advance");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void twoGatewaysDeliverEachOnce() throws SQLException {
        Courier one = courier(config());
        see(one);
        Courier other = courier(
                config(),
                new Outbox(new Lanes(vertx, pool), ExperimentEvent.Kind.values()),
                WebhookClient.PATIENCE);
        for (int i = 0; i < 40; i++) {
            rows.change("e", "slang", "note", "running");
            rows.decide("e", "hold");
        }

        Eventually.equals(
                () -> {
                    look(one);
                    look(other);
                    return delivered();
                },
                80L);

        assertThat(receiver.posts()).hasSize(80);
        assertThat(new HashSet<>(
                        receiver.posts().stream().map(Receiver.Post::id).toList()))
                .hasSize(80);
        assertThat(rows.number("select max(attempts) from webhook_delivery")).isEqualTo(1);
    }

    @Test
    void connectsToNoAddressThatIsRefused() throws SQLException {
        WebhookConfig config = new WebhookConfig(
                URI.create("http://metadata.test/" + PATH),
                new Secret(SECRET),
                List.of(),
                EgressConfig.STANDARD);
        Courier courier = courier(config);
        see(courier);
        rows.change("e", "slang", "start", "running");

        look(courier);

        Eventually.equals(this::errors, "1 its address is refused (webhooks[0].egress)");
    }

    @Test
    void oneThatDoesNotAnswerHoldsUpNoOther() throws SQLException {
        for (int i = 0; i < 10; i++) {
            receiver.then(request -> {
                if (!request.uri().equals("/silent")) {
                    request.response().setStatusCode(200).end();
                }
            });
        }
        Courier silent = courier(new WebhookConfig(
                receiver.url("/silent"), new Secret(SECRET), List.of(), EgressConfig.STANDARD));
        Courier other = courier(config());
        see(silent);
        see(other);
        for (int i = 0; i < 5; i++) {
            rows.change("e", "slang", "note", "running");
        }

        look(silent);
        look(other);

        Eventually.equals(() -> delivered(), 5L);
        assertThat(receiver.posts().stream().filter(it -> it.path().equals("/silent")))
                .hasSize(Courier.OPEN_MAX);
    }
}
