package dev.sluice.upstream.openai;

import dev.sluice.config.bind.Secret;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.config.upstream.UpstreamConfig.HttpVersion;
import dev.sluice.egress.Destination;
import dev.sluice.egress.EgressConfig;
import dev.sluice.egress.NameResolver;
import dev.sluice.upstream.PassThrough;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamProvider;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemTrustOptions;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Makes pass-through upstreams. */
@ApplicationScoped
public class OpenAiProvider implements UpstreamProvider, PassThrough {
    // Shorter than the idle timeout of common servers (5 s for uvicorn and Node), so that a request
    // rarely meets a connection that its upstream is closing.
    private static final int KEEP_ALIVE_SECONDS = 4;

    /** The most bytes of one read of a socket; a smaller bound would split a piece. */
    private static final int PIECE_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final NameResolver names;
    private final LongSupplier nanoClock;

    @Inject
    OpenAiProvider(Vertx vertx) {
        this(vertx, NameResolver.ofPlatform(vertx), System::nanoTime);
    }

    OpenAiProvider(Vertx vertx, NameResolver names, LongSupplier nanoClock) {
        this.vertx = vertx;
        this.names = names;
        this.nanoClock = nanoClock;
    }

    @Override
    public UpstreamConfig.Provider provider() {
        return UpstreamConfig.Provider.OPENAI;
    }

    @Override
    public Upstream create(String name, UpstreamConfig config) {
        URI url = Objects.requireNonNull(config.url(), "url");
        Endpoint endpoint = Endpoint.of(url, config);
        HttpClientOptions options = options(config.http(), endpoint.tls());
        if (config.caFile() != null) {
            options.setTrustOptions(
                    new PemTrustOptions().addCertValue(read(Path.of(config.caFile()))));
        }
        return upstream(name, endpoint, config.egress(), options, config.connections());
    }

    @Override
    public Upstream at(String name, URI url, Secret key) {
        Endpoint endpoint = Endpoint.of(url, key, "Authorization", Map.of());
        // llama.cpp's server announces keep-alive but closes the connection after each stream,
        // which the next request would meet. On the loopback address a new connection costs almost
        // nothing.
        HttpClientOptions options = options(HttpVersion.HTTP_1_1, false).setKeepAlive(false);
        return upstream(name, endpoint, EgressConfig.STANDARD, options, 512);
    }

    private Upstream upstream(
            String name,
            Endpoint endpoint,
            EgressConfig egress,
            HttpClientOptions options,
            int connections) {
        Destination destination = new Destination(
                "upstream '" + name + "'",
                "upstreams." + name + ".egress",
                endpoint.host(),
                endpoint.port(),
                egress,
                names,
                nanoClock);
        return new OpenAiUpstream(
                name, endpoint, new LoopClients(vertx, options, pool(connections), destination));
    }

    private static HttpClientOptions options(HttpVersion version, boolean tls) {
        HttpClientOptions options = new HttpClientOptions()
                .setTcpNoDelay(true)
                .setKeepAlive(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(32 * 1024)
                .setMaxChunkSize(PIECE_BYTES);
        boolean http2 = version == HttpVersion.HTTP_2 || (version == HttpVersion.AUTO && tls);
        if (!http2) {
            return options;
        }
        if (tls) {
            options.setUseAlpn(true);
            options.setAlpnVersions(
                    version == HttpVersion.AUTO
                            ? List.of(
                                    io.vertx.core.http.HttpVersion.HTTP_2,
                                    io.vertx.core.http.HttpVersion.HTTP_1_1)
                            : List.of(io.vertx.core.http.HttpVersion.HTTP_2));
        }
        return options.setProtocolVersion(io.vertx.core.http.HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false);
    }

    private static PoolOptions pool(int connections) {
        // Each event loop has its own client, and the bound is for each of them.
        return new PoolOptions().setHttp1MaxSize(connections).setHttp2MaxSize(8);
    }

    private static Buffer read(Path file) {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read ca-file " + file, e);
        }
    }
}
