package dev.sluice.model.store;

import dev.sluice.model.store.HubClient.Answer;
import dev.sluice.model.store.ModelReference.HubFile;
import dev.sluice.model.store.PullException.SourceUnavailable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches one file from the hub into a part file. A broken transfer is resumed where it stopped, as
 * long as every attempt makes progress; so is the part file of an earlier run.
 */
final class HubDownload {
    /** A transfer that breaks more often is left to the user. */
    private static final int MAX_ATTEMPTS = 20;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

    private final PullSettings settings;
    private final PullListener listener;

    HubDownload(PullSettings settings, PullListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /** The connection ended before the file was complete. */
    private static final class Cut extends IOException {
        private static final long serialVersionUID = 1L;

        Cut(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Fills the part file and returns the SHA-256 that the hub announces for it, if any. */
    Optional<String> fetch(HubFile file, PartFile part) throws IOException, InterruptedException {
        try (HubClient client = new HubClient(settings)) {
            for (int attempt = 1; ; attempt++) {
                long before = part.size();
                try {
                    return Optional.ofNullable(transfer(client, file, part));
                } catch (Cut cut) {
                    if (part.size() <= before || attempt == MAX_ATTEMPTS) {
                        throw new SourceUnavailable(
                                ("the transfer from %s broke (%s); %s are kept, pull again to go "
                                                + "on from there")
                                        .formatted(
                                                settings.hub().getHost(),
                                                cut.getMessage(),
                                                Sizes.text(part.size())),
                                cut);
                    }
                    listener.note("the connection broke at %s (%s); going on"
                            .formatted(Sizes.text(part.size()), cut.getMessage()));
                }
            }
        }
    }

    private @Nullable String transfer(HubClient client, HubFile file, PartFile part)
            throws IOException, InterruptedException {
        Optional<PartFile.Origin> begun =
                part.origin().filter(origin -> origin.source().equals(file.label()));
        String etag = begun.map(PartFile.Origin::etag).orElse(null);
        long offset = etag == null ? 0 : part.size();
        Answer answer = client.get(file, offset, etag);
        if (answer.status() == 416 || (answer.status() == 206 && rangeStart(answer) != offset)) {
            part.delete(); // The local bytes are not the beginning of the remote file.
            offset = 0;
            answer = client.get(file, 0, null);
        }
        if (answer.response().body().isEmpty()) {
            throw refused(file, answer);
        }
        Flow.Publisher<List<ByteBuffer>> body = answer.response().body().get();
        if (answer.status() == 200) {
            offset = 0;
        } else if (offset > 0) {
            listener.note("going on at %s".formatted(Sizes.text(offset)));
        }
        long total = total(answer, offset);
        DiskSpace.require(part.directory(), Math.max(0, total - offset));
        String tag = answer.header("etag");
        part.origin(
                tag == null || tag.startsWith("W/")
                        ? null
                        : new PartFile.Origin(file.label(), tag));
        receive(body, part, offset, total);
        return answer.sha256();
    }

    private void receive(
            Flow.Publisher<List<ByteBuffer>> publisher, PartFile part, long offset, long total)
            throws IOException, InterruptedException {
        ProgressMeter meter = new ProgressMeter(listener, System::nanoTime, offset, total);
        try (HubBody body = new HubBody(settings.idle());
                FileChannel out = FileChannel.open(
                        part.path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.truncate(offset).position(offset);
            publisher.subscribe(body);
            for (List<ByteBuffer> buffers = next(body); buffers != null; buffers = next(body)) {
                for (ByteBuffer buffer : buffers) {
                    meter.add(buffer.remaining());
                    write(out, buffer, part);
                }
            }
            if (total >= 0 && out.size() != total) {
                throw new Cut("it ended at %d of %d bytes".formatted(out.size(), total), null);
            }
        }
        meter.finish();
    }

    private static @Nullable List<ByteBuffer> next(HubBody body) throws Cut, InterruptedException {
        try {
            return body.next();
        } catch (IOException broken) {
            throw new Cut(String.valueOf(broken.getMessage()), broken);
        }
    }

    private static void write(FileChannel out, ByteBuffer buffer, PartFile part)
            throws IOException {
        try {
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        } catch (IOException failed) {
            throw DiskSpace.explained(part.path(), failed);
        }
    }

    private static long rangeStart(Answer answer) {
        Matcher range = CONTENT_RANGE.matcher(String.valueOf(answer.header("content-range")));
        return range.matches() ? Long.parseLong(range.group(1)) : -1;
    }

    private static long total(Answer answer, long offset) {
        if (answer.size() >= 0) {
            return answer.size();
        }
        long rest =
                answer.response().headers().firstValueAsLong("content-length").orElse(-1);
        return rest < 0 ? -1 : offset + rest;
    }

    private SourceUnavailable refused(HubFile file, Answer answer) {
        String said = answer.header("x-error-message");
        String advice = switch (answer.status()) {
            case 401, 403 ->
                settings.token() == null
                        ? "set HF_TOKEN if the repository needs an account, and accept its terms "
                                + "on its page"
                        : "check that HF_TOKEN may read the repository and that its terms are "
                                + "accepted";
            case 404 -> "check the names of the repository, the revision and the file";
            case 429 -> "the hub asks to try again later";
            default -> "try again later, or another source with --from";
        };
        return new SourceUnavailable(
                "%s answered %d for %s%s: %s"
                        .formatted(
                                settings.hub().getHost(),
                                answer.status(),
                                file.label(),
                                said == null ? "" : " (" + said.replaceAll("\\p{Cntrl}", " ") + ")",
                                advice),
                null);
    }
}
