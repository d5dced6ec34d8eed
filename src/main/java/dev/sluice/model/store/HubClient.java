package dev.sluice.model.store;

import dev.sluice.model.store.ModelReference.HubFile;
import dev.sluice.model.store.PullException.SourceUnavailable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.regex.Pattern;

/**
 * Asks the hub for files. It follows redirects itself, because the token must not be sent to
 * another host. Close it to abandon transfers in progress.
 */
final class HubClient implements AutoCloseable {
    private static final int MAX_REDIRECTS = 5;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final PullSettings settings;
    private final HttpClient http;

    HubClient(PullSettings settings) {
        this.settings = settings;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connect())
                .build();
    }

    /**
     * The response to one request, after redirects.
     *
     * @param response with a body if the status is 200 or 206
     * @param sha256 of the whole file as the hub announces it; null if it does not
     * @param size of the whole file, -1 if unknown
     */
    record Answer(
            HttpResponse<Optional<Flow.Publisher<List<ByteBuffer>>>> response,
            @Nullable String sha256,
            long size) {
        int status() {
            return response.statusCode();
        }

        @Nullable
        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    /**
     * Requests a file.
     *
     * @param offset of the first byte to send
     * @param etag entity tag that the file must have for {@code offset} to apply; null if the
     *     offset is 0
     */
    Answer get(HubFile file, long offset, @Nullable String etag)
            throws IOException, InterruptedException {
        URI uri = address(file);
        String sha256 = null;
        long size = -1;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpResponse<Optional<Flow.Publisher<List<ByteBuffer>>>> response =
                    send(uri, offset, etag);
            if (ownedByHub(uri)) {
                // For a file in large-file storage the hub's linked tag is its SHA-256; other hosts
                // are not trusted for it.
                String linked =
                        unquoted(response.headers().firstValue("x-linked-etag").orElse(""));
                sha256 = SHA256.matcher(linked).matches() ? linked : sha256;
                size = response.headers().firstValueAsLong("x-linked-size").orElse(size);
            }
            if (response.statusCode() < 300
                    || response.statusCode() >= 400
                    || response.statusCode() == 304) {
                return new Answer(response, sha256, size);
            }
            uri = redirected(uri, response.headers().firstValue("location").orElse(""));
        }
        throw new SourceUnavailable(
                "the hub redirected more than %d times".formatted(MAX_REDIRECTS), null);
    }

    private HttpResponse<Optional<Flow.Publisher<List<ByteBuffer>>>> send(
            URI uri, long offset, @Nullable String etag) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(settings.idle())
                .header("User-Agent", "sluice")
                .header("Accept-Encoding", "identity");
        if (settings.token() != null && ownedByHub(uri)) {
            request.header("Authorization", "Bearer " + settings.token());
        }
        if (offset > 0 && etag != null) {
            request.header("Range", "bytes=" + offset + "-").header("If-Range", etag);
        }
        try {
            return http.send(request.build(), HubClient::bodyOf);
        } catch (IOException failed) {
            throw new SourceUnavailable(
                    "%s cannot be reached: %s".formatted(uri.getHost(), reason(uri, failed)),
                    failed);
        }
    }

    private static HttpResponse.BodySubscriber<Optional<Flow.Publisher<List<ByteBuffer>>>> bodyOf(
            HttpResponse.ResponseInfo head) {
        return head.statusCode() == 200 || head.statusCode() == 206
                ? HttpResponse.BodySubscribers.mapping(
                        HttpResponse.BodySubscribers.ofPublisher(), Optional::of)
                : HttpResponse.BodySubscribers.replacing(Optional.empty());
    }

    private static String reason(URI uri, IOException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its name cannot be resolved";
            }
        }
        return switch (failed) {
            case HttpTimeoutException timeout -> "it did not answer in time";
            case ConnectException refused -> "connection refused at port " + port(uri);
            default ->
                failed.getMessage() == null
                        ? failed.getClass().getSimpleName()
                        : failed.getMessage();
        };
    }

    private URI address(HubFile file) {
        try {
            String path =
                    "/%s/resolve/%s/%s".formatted(file.repository(), file.revision(), file.file());
            return URI.create(settings.hub() + new URI(null, null, path, null).getRawPath());
        } catch (URISyntaxException impossible) {
            throw new IllegalArgumentException(
                    file.label() + " cannot be written as an address", impossible);
        }
    }

    private static URI redirected(URI from, String location) throws SourceUnavailable {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException malformed) {
            throw new SourceUnavailable(
                    from.getHost() + " redirected to something that is not an address", malformed);
        }
        boolean web =
                "https".equals(to.getScheme()) || ("http".equals(to.getScheme()) && !isHttps(from));
        if (location.isEmpty() || to.getHost() == null || !web) {
            throw new SourceUnavailable(
                    "%s redirected to %s, expected an address as well protected as its own"
                            .formatted(
                                    from.getHost(),
                                    to.getHost() == null ? "nowhere" : to.getHost()),
                    null);
        }
        return to;
    }

    private boolean ownedByHub(URI uri) {
        URI hub = settings.hub();
        return uri.getScheme().equals(hub.getScheme())
                && uri.getHost().equalsIgnoreCase(hub.getHost())
                && port(uri) == port(hub);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : isHttps(uri) ? 443 : 80;
    }

    private static boolean isHttps(URI uri) {
        return "https".equals(uri.getScheme());
    }

    private static String unquoted(String tag) {
        return tag.replaceFirst("^W/", "").replace("\"", "").toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
