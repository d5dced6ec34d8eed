package dev.sluice.record.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Exports inferences as lines of JSON, newest first. The database is read one page at a time, each
 * in a transaction of its own and only when the client has taken the page before: a slow client
 * costs neither memory nor a connection, and one that has left costs no further page. Records never
 * change, so the pages fit together; one that is written late may be among those that follow.
 */
@ApplicationScoped
public class InferenceExport {
    private static final Logger LOG = Logger.getLogger(InferenceExport.class);

    /** Maximum number of exports at once: their pages have to fit into the queue of their lane. */
    static final int OPEN_MAX = 8;

    /** A page without texts is half a megabyte. */
    private static final int PAGE = 500;

    private static final int PAGE_WITH_TEXT = 50;

    /** No further text is added to a page that has so many bytes of them. */
    private static final long TEXT_BYTES = 1024 * 1024;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final byte[] END = {};

    private final Vertx vertx;
    private final InferenceRepository inferences;
    private final ObjectWriter json;
    private final AtomicInteger open = new AtomicInteger();

    InferenceExport(Vertx vertx, InferenceRepository inferences, ObjectMapper json) {
        this.vertx = vertx;
        this.inferences = inferences;
        this.json = json.writer();
    }

    /**
     * The lines of an export, some pages of them; the newline behind the last line of each page is
     * left out. Fails with a {@link ProblemException} when too many are open.
     *
     * @param noted notes that it was asked for; nothing is given before that
     */
    Multi<byte[]> pages(ExportQuery query, Uni<Void> noted) {
        return Multi.createFrom().deferred(() -> {
            if (open.incrementAndGet() > OPEN_MAX) {
                open.decrementAndGet();
                return Multi.createFrom().failure(busy());
            }
            return noted.onItem()
                    .transformToMulti(done -> Multi.createBy()
                            .repeating()
                            .uni(() -> new Progress(query), this::next)
                            .until(page -> page.length == 0))
                    .onFailure()
                    .invoke(failure -> LOG.warnf("an export has ended early: %s", failure))
                    .onTermination()
                    .invoke(open::decrementAndGet);
        });
    }

    /** How many are open. */
    int open() {
        return open.get();
    }

    private Uni<byte[]> next(Progress progress) {
        InferenceFilter filter = progress.filter();
        if (filter.limit() == 0) {
            return Uni.createFrom().item(END);
        }
        long textBytes = progress.query.withText() ? TEXT_BYTES : 0;
        return inferences.export(filter, textBytes).chain(lines -> {
            progress.passed(lines);
            // Not on the event loop, which other answers share: a page takes some milliseconds.
            return Uni.createFrom()
                    .completionStage(() ->
                            vertx.executeBlocking(() -> written(lines), false).toCompletionStage());
        });
    }

    private byte[] written(List<ExportLine> lines) {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        try {
            for (ExportLine line : lines) {
                if (page.size() > 0) {
                    page.write('\n');
                }
                page.write(json.writeValueAsBytes(line));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record can't be written", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.toByteArray();
    }

    private static ProblemException busy() {
        return new ProblemException(
                Problem.of(
                        503,
                        "too_many_exports",
                        OPEN_MAX + " exports are under way, which is the maximum: try again when "
                                + "one of them has ended"),
                RETRY_AFTER);
    }

    /** How far an export has got. Used by one page after the other. */
    private static final class Progress {
        private final ExportQuery query;
        private InferenceFilter rest;

        Progress(ExportQuery query) {
            this.query = query;
            this.rest = query.filter();
        }

        /** What the next page is read with; a limit of 0 at the end. */
        InferenceFilter filter() {
            int page = query.withText() ? PAGE_WITH_TEXT : PAGE;
            return new InferenceFilter(rest.conditions(), Math.min(page, rest.limit()));
        }

        void passed(List<ExportLine> lines) {
            if (!lines.isEmpty()) {
                rest = query.filter()
                        .after(lines.getLast().inference().id(), rest.limit() - lines.size());
            }
        }
    }
}
