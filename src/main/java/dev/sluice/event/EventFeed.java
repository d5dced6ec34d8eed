package dev.sluice.event;

import dev.sluice.telemetry.EventMeters;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads new events of a topic once and sends them to all open streams: when the bell rings, and
 * every few seconds while a stream is open. Without streams nothing is read.
 *
 * <p>While the database is away the streams stay open, say so, and later continue where they were.
 * Streams are opened and closed on any thread; events are read and sent on one context.
 */
public final class EventFeed {
    /** Maximum number of open streams in this process. */
    static final int STREAMS_MAX = 64;

    static final Update.Comment ALIVE = new Update.Comment("alive");
    static final Update.Comment AWAY = new Update.Comment(
            "the database can't be read; the stream continues as soon as it can");

    private static final long LOOK_MILLIS = 5_000;
    private static final long ALIVE_MILLIS = 15_000;

    /** One minute: a client that reads nothing for so long takes a place from others. */
    private static final int IDLE_TURNS_MAX = 4;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final EventReader reader;
    private final EventBell bell;
    private final EventMeters meters;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean over;
    private volatile @Nullable Context context;
    private @Nullable Mark told; // This and the following: on the context only.
    private @Nullable Mark joined;
    private boolean looking;
    private boolean askedAgain;
    private boolean away;

    /** Makes the feed of one topic. */
    public EventFeed(Topic topic, EventBell bell, EventMeters meters) {
        this(new EventReader(topic), bell, meters);
    }

    EventFeed(EventReader reader, EventBell bell, EventMeters meters) {
        this.reader = reader;
        this.bell = bell;
        this.meters = meters;
    }

    /** Begins to poll and to listen to the bell; the owner calls it when the application starts. */
    public void start(Vertx vertx) {
        Context mine = vertx.getOrCreateContext();
        context = mine;
        mine.runOnContext(ignored -> {
            vertx.setPeriodic(LOOK_MILLIS, tick -> look());
            vertx.setPeriodic(ALIVE_MILLIS, tick -> keepAlive());
        });
        bell.subscribe(() -> mine.runOnContext(ignored -> look()));
    }

    /**
     * Ends all streams in an orderly way; clients reconnect to another gateway or to this one when
     * it is back. The owner calls it at {@link dev.sluice.common.StopOrder#EVENTS}.
     */
    public void stop() {
        over = true;
        streams.forEach(stream -> stream.mailbox().put(new Update.End()));
    }

    /**
     * How a stream of a subject begins; empty when there is no such subject. Fails with a {@link
     * ProblemException}.
     *
     * @param lastEventId {@code Last-Event-ID} of the client; null when it sent none
     */
    public Uni<Optional<Opening>> opening(String subject, @Nullable String lastEventId) {
        return reader.open(subject, lastEventId);
    }

    /**
     * Opens a stream. It takes a place at once and frees it however it ends.
     *
     * @param disconnect ends the client's connection
     * @throws ProblemException when no place is free
     */
    public Stream open(Opening opening, Runnable disconnect) {
        if (over) {
            throw refused("stopping", "the gateway is stopping");
        }
        if (open.incrementAndGet() > STREAMS_MAX) {
            open.decrementAndGet();
            throw refused(
                    "too_many_streams",
                    STREAMS_MAX + " event streams are open, which is the limit; try again later");
        }
        EventStream stream = new EventStream(opening, disconnect);
        meters.streamOpened();
        streams.add(stream);
        if (over) {
            stream.mailbox().put(new Update.End()); // It was opened while stop() ended the others.
        }
        onContext(() -> {
            // A read under way may not cover its subject: the next one begins here.
            joined = joined == null ? opening.mark() : joined.min(opening.mark());
            look();
        });
        Runnable close = () -> close(stream);
        return new Stream(
                Multi.createBy()
                        .repeating()
                        .uni(stream.mailbox()::next)
                        .until(Update.End.class::isInstance)
                        .onTermination()
                        .invoke(close),
                close);
    }

    /**
     * An open stream.
     *
     * @param events for one subscriber
     * @param close frees the stream's place, in case nobody ever subscribes
     */
    public record Stream(Multi<Update> events, Runnable close) {}

    private void close(EventStream stream) {
        if (stream.close()) {
            streams.remove(stream);
            open.decrementAndGet();
            meters.streamClosed();
        }
    }

    private static ProblemException refused(String code, String why) {
        return new ProblemException(Problem.of(503, code, why), RETRY_AFTER);
    }

    private void onContext(Runnable action) {
        Objects.requireNonNull(context, "not started").runOnContext(ignored -> action.run());
    }

    private void look() {
        if (streams.isEmpty()) {
            told = null;
            joined = null;
            return;
        }
        if (looking) {
            askedAgain = true;
            return;
        }
        Mark from = begin();
        if (from == null) {
            return; // No stream has joined yet.
        }
        looking = true;
        Map<String, String> watched = new HashMap<>();
        streams.forEach(stream -> watched.put(stream.subject(), stream.route()));
        reader.since(from, watched).subscribe().with(this::onNews, this::onAway);
    }

    /** Where the next read begins: before anything that one of the streams has not sent. */
    private @Nullable Mark begin() {
        if (joined != null) {
            told = told == null ? joined : told.min(joined);
            joined = null;
        }
        return told;
    }

    private void onNews(News news) {
        looking = false;
        away = false;
        told = news.mark();
        streams.forEach(stream -> stream.tell(news.items(), news.present()));
        if (news.more() || askedAgain) {
            askedAgain = false;
            look();
        }
    }

    private void onAway(Throwable cause) {
        looking = false;
        askedAgain = false;
        if (!away) {
            away = true;
            streams.forEach(stream -> stream.mailbox().put(AWAY));
        }
    }

    private void keepAlive() {
        for (EventStream stream : streams) {
            if (stream.mailbox().turn(ALIVE) >= IDLE_TURNS_MAX) {
                stream.disconnect();
            }
        }
    }
}
