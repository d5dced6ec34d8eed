package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.telemetry.EventMeters;
import dev.sluice.testing.Eventually;
import dev.sluice.web.ProblemException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The fan-out, with looks that the test answers. */
class EventFeedTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EventBell bell = new EventBell();
    private final Looks looks = new Looks();
    private final EventFeed feed = new EventFeed(looks, bell, new EventMeters(registry));
    private final List<String> disconnected = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        feed.start(vertx);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(disconnected).isEmpty();
    }

    @Test
    void readsOnceForAllWhoListen() {
        Listener one = listen("a", 5);
        looks.answer(5);
        Listener two = listen("a", 5);
        looks.answer(5);
        Listener other = listen("b", 5);
        looks.answer(5);

        announce();
        assertThat(looks.next().watched.keySet()).containsExactlyInAnyOrder("a", "b");
        looks.answer(7, item("a", 6), item("b", 7));

        one.has("state 5.0", "change 6.0", "state 6.0");
        two.has("state 5.0", "change 6.0", "state 6.0");
        other.has("state 5.0", "change 7.0", "state 7.0");
        assertThat(looks.asked).hasValue(4);
    }

    @Test
    void whoComesWhileItReadsMissesNothing() {
        Listener first = listen("a", 10);
        looks.answer(10);
        announce();
        looks.next();

        // Change 12 is of b, which the look that is under way does not ask for.
        Listener late = listen("b", 11);
        looks.answer(12);
        assertThat(looks.next().mark).isEqualTo(Mark.of(11L, 0L));
        looks.answer(12, item("b", 12));

        late.has("state 11.0", "change 12.0", "state 12.0");
        first.has("state 10.0");
    }

    @Test
    void tellsNothingTwiceWhenItReadsAgain() {
        Listener first = listen("a", 10);
        looks.answer(10);
        announce();
        looks.answer(12, item("a", 11), item("a", 12));
        Listener late = listen("a", 11);
        assertThat(looks.next().mark).isEqualTo(Mark.of(11L, 0L));
        looks.answer(12, item("a", 12));

        late.has("state 11.0", "change 12.0", "state 12.0");
        first.has("state 10.0", "change 11.0", "change 12.0", "state 12.0");
    }

    @Test
    void staysWhileTheDatabaseIsAwayAndGoesOnWhereItWas() {
        Listener listener = listen("a", 5);
        looks.answer(5);
        for (int i = 0; i < 3; i++) {
            announce();
            looks.fail();
        }
        announce();
        assertThat(looks.next().mark).isEqualTo(Mark.of(5L, 0L));
        looks.answer(6, item("a", 6));

        listener.has("state 5.0", EventFeed.AWAY.words(), "change 6.0", "state 6.0");
    }

    @Test
    void readsNothingWhenNobodyListens() {
        announce();
        Listener listener = listen("a", 5);
        looks.answer(5);
        listener.subscriber.cancel();
        Eventually.equals(this::open, 0.0);

        announce();
        Listener again = listen("a", 9);

        looks.next();
        again.has("state 9.0");
        assertThat(looks.asked).hasValue(2);
    }

    @Test
    void endsAtTheEndAndOpensNoMore() {
        Listener listener = listen("a", 5);

        feed.stop();

        listener.subscriber.awaitCompletion();
        assertThat(open()).isZero();
        assertThatThrownBy(() -> listen("a", 5))
                .isInstanceOf(ProblemException.class)
                .hasMessage("the gateway is stopping");
    }

    @Test
    void aPlaceIsGivenBackOnceHoweverAStreamEnds() {
        List<EventFeed.Stream> streams = new ArrayList<>();
        for (int i = 0; i < EventFeed.STREAMS_MAX; i++) {
            streams.add(feed.open(opening("a", 1), () -> {}));
        }
        assertThatThrownBy(() -> feed.open(opening("a", 1), () -> {}))
                .hasMessage("64 event streams are open, which is the limit; try again later");

        streams.forEach(stream -> stream.close().run());
        streams.forEach(stream -> stream.close().run());

        assertThat(open()).isZero();
        feed.open(opening("a", 1), () -> {});
        assertThat(open()).isEqualTo(1);
    }

    private Listener listen(String experiment, long mark) {
        Listener listener = new Listener();
        feed.open(opening(experiment, mark), () -> disconnected.add(experiment))
                .events()
                .subscribe()
                .withSubscriber(listener.subscriber);
        return listener;
    }

    private static Opening opening(String experiment, long change) {
        Mark mark = Mark.of(change, 0L);
        return new Opening(experiment, "slang", mark, List.of(new Update.State(mark, "{}")));
    }

    private void announce() {
        bell.ring();
    }

    private static News.Item item(String experiment, long number) {
        return new News.Item(0, "change", number, experiment, "slang", Instant.EPOCH, "{}");
    }

    private double open() {
        return registry.get("sluice.experiment.streams").gauge().value();
    }

    /** What one listener was told. */
    private static final class Listener {
        private final AssertSubscriber<Update> subscriber = AssertSubscriber.create(1_000);

        private void has(String... expected) {
            Eventually.equals(
                    () -> subscriber.getItems().stream().map(Listener::words).toList(),
                    List.of(expected));
        }

        private static String words(Update told) {
            return switch (told) {
                case Update.State(Mark at, var json) -> "state " + at;
                case Update.Happened(String name, Mark at, var json) -> name + " " + at;
                case Update.Comment(String words) -> words;
                case Update.End() -> "end";
            };
        }
    }

    /** Looks that wait for the test. */
    private static final class Looks extends EventReader {
        private record Look(
                Mark mark, Map<String, String> watched, UniEmitter<? super News> answer) {}

        private final Queue<Look> waiting = new ConcurrentLinkedQueue<>();
        private final AtomicInteger asked = new AtomicInteger();

        private Looks() {
            super(new NoTopic());
        }

        @Override
        Uni<News> since(Mark mark, Map<String, String> watched) {
            return Uni.createFrom().emitter(emitter -> {
                asked.incrementAndGet();
                waiting.add(new Look(mark, watched, emitter));
            });
        }

        /** The one that is under way. */
        private Look next() {
            Eventually.equals(() -> waiting.isEmpty(), false);
            return waiting.element();
        }

        private void answer(long mark, News.Item... items) {
            Look look = next();
            waiting.remove();
            Topic.Present present = new Topic.Present("slang", "{}");
            look.answer.complete(new News(
                    Mark.of(mark, 0L), false, List.of(items), Map.of("a", present, "b", present)));
        }

        private void fail() {
            Look look = next();
            waiting.remove();
            look.answer.fail(new IllegalStateException("away"));
        }
    }

    /** Nothing of it is asked. */
    private static final class NoTopic implements Topic {
        @Override
        public List<? extends EventKind> kinds() {
            return List.of();
        }

        @Override
        public <T> Uni<T> read(Function<SqlConnection, Future<T>> statements) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Map<String, Present>> present(
                SqlConnection connection, Collection<String> ids) {
            throw new UnsupportedOperationException();
        }
    }
}
