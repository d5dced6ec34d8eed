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
 * Reads once what is new of a topic and tells it to all open streams: when the bell rings, and
 * every few seconds while anybody listens. Nobody listens, nothing is read.
 *
 * <p>While the database is away the streams stay, are told so, and go on where they were. Streams
 * are opened and closed on any thread; what is new is read and told on one context.
 */
public final class EventFeed {
    /** Streams of this process at once. */
    static final int STREAMS_MAX = 64;

    static final Told.Comment ALIVE = new Told.Comment("alive");
    static final Told.Comment AWAY = new Told.Comment(
            "the database can't be read; this goes on where it is as soon as it can");

    private static final long LOOK_MILLIS = 5_000;
    private static final long ALIVE_MILLIS = 15_000;

    /** A minute: a client that has taken nothing for so long keeps a place from others. */
    private static final int IDLE_TURNS_MAX = 4;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final EventReader reader;
    private final EventBell bell;
    private final EventMeters meters;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean over;
    private volatile @Nullable Context context;
    private @Nullable Mark told; // This and the following are of the context.
    private @Nullable Mark joined;
    private boolean looking;
    private boolean askedAgain;
    private boolean away;

    /** Of one topic. */
    public EventFeed(Topic topic, EventBell bell, EventMeters meters) {
        this(new EventReader(topic), bell, meters);
    }

    EventFeed(EventReader reader, EventBell bell, EventMeters meters) {
        this.reader = reader;
        this.bell = bell;
        this.meters = meters;
    }

    /** Begins to listen; the owner calls it at the application's start. */
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
     * The streams end in order; a client that comes again finds another gateway, or this one anew.
     * The owner calls it at {@link dev.sluice.common.StopOrder#EVENTS}.
     */
    public void stop() {
        over = true;
        streams.forEach(stream -> stream.mailbox().put(new Told.End()));
    }

    /**
     * What a stream of a subject begins with; empty when there is no such subject. Fails with a
     * {@link ProblemException}.
     *
     * @param lastEventId of the client; null when it has none
     */
    public Uni<Optional<Opening>> opening(String subject, @Nullable String lastEventId) {
        return reader.open(subject, lastEventId);
    }

    /**
     * Opens a stream. It takes its place at once, and gives it back when it ends, however that is.
     *
     * @param disconnect ends the client's connection
     * @throws ProblemException when there is no place for it
     */
    public Stream open(Opening opening, Runnable disconnect) {
        if (over) {
            throw refused("stopping", "the gateway stops");
        }
        if (open.incrementAndGet() > STREAMS_MAX) {
            open.decrementAndGet();
            throw refused(
                    "too_many_streams",
                    STREAMS_MAX + " streams of events are open, which is all there may be");
        }
        EventStream stream = new EventStream(opening, disconnect);
        meters.streamOpened();
        streams.add(stream);
        if (over) {
            stream.mailbox().put(new Told.End()); // It came just as the others were told.
        }
        onContext(() -> {
            // What is being read may not be about its subject: the next look goes back so far.
            joined = joined == null ? opening.mark() : joined.min(opening.mark());
            look();
        });
        Runnable close = () -> close(stream);
        return new Stream(
                Multi.createBy()
                        .repeating()
                        .uni(stream.mailbox()::next)
                        .until(Told.End.class::isInstance)
                        .onTermination()
                        .invoke(close),
                close);
    }

    /**
     * A stream that is open.
     *
     * @param events of one subscriber
     * @param close gives its place back; for when nobody ever subscribes
     */
    public record Stream(Multi<Told> events, Runnable close) {}

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
            return; // The first one is about to say where.
        }
        looking = true;
        Map<String, String> watched = new HashMap<>();
        streams.forEach(stream -> watched.put(stream.subject(), stream.route()));
        reader.since(from, watched).subscribe().with(this::onNews, this::onAway);
    }

    /** Where the next look begins: behind what all have been told. */
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
