package dev.sluice.upstream.openai;

import dev.sluice.config.bind.Secret;
import dev.sluice.config.upstream.UpstreamConfig;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The address of an upstream, and what is sent with every request. Its {@code toString} leaves out
 * the headers, which have the key.
 *
 * @param path the path of the address without a slash at its end
 * @param query the query of the address with its question mark, or empty: Azure needs {@code
 *     ?api-version=…}
 * @param headers the upstream's own headers, with the key and the coding that is asked for
 * @param secrets what of all this must not be returned by the upstream
 */
record Endpoint(
        String host,
        int port,
        boolean tls,
        String path,
        String query,
        Map<String, String> headers,
        Secrets secrets) {
    private static final String ACCEPT_ENCODING = "accept-encoding";
    private static final String AUTHORIZATION = "authorization";

    static Endpoint of(URI url, UpstreamConfig config) {
        return of(url, config.key(), config.keyHeader(), config.headers());
    }

    static Endpoint of(
            URI url, @Nullable Secret key, String keyHeader, Map<String, String> extraHeaders) {
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        Map<String, String> headers = new HashMap<>(extraHeaders);
        if (headers.keySet().stream().noneMatch(ACCEPT_ENCODING::equalsIgnoreCase)) {
            // Without it an upstream may choose any coding (RFC 9110, 12.5.3).
            headers.put(ACCEPT_ENCODING, "identity");
        }
        if (key != null) {
            String header = keyHeader.toLowerCase(Locale.ROOT);
            headers.put(
                    keyHeader,
                    header.equals(AUTHORIZATION) ? "Bearer " + key.value() : key.value());
        }
        return new Endpoint(
                url.getHost(),
                port,
                tls,
                path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
                query,
                Map.copyOf(headers),
                Secrets.of(key == null ? "" : key.value(), extraHeaders, query));
    }

    /** The request target of an operation. */
    String uri(String operationPath) {
        return path + operationPath + query;
    }

    @Override
    public String toString() {
        return "Endpoint[" + (tls ? "https://" : "http://") + host + ":" + port + path + "]";
    }
}
