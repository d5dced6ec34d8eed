package dev.sluice.upstream.openai;

import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamCall;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

import java.util.Map;

/**
 * Any OpenAI-compatible server: bytes in, bytes out. Uses the HTTP client of the event loop it is
 * called on, so that both sides of a stream stay on one thread.
 */
public final class OpenAiUpstream implements Upstream {
    private final String name;
    private final Endpoint endpoint;
    private final LoopClients clients;

    OpenAiUpstream(String name, Endpoint endpoint, LoopClients clients) {
        this.name = name;
        this.endpoint = endpoint;
        this.clients = clients;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Attempt open(UpstreamCall call) {
        HttpAttempt attempt = new HttpAttempt(name, clients.lease(), endpoint.secrets());
        attempt.send(options(call), call.body());
        return attempt;
    }

    @Override
    public void retire() {
        clients.retire();
    }

    private RequestOptions options(UpstreamCall call) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setSsl(endpoint.tls())
                .setURI(endpoint.uri(call.operation().path()))
                .setFollowRedirects(false)
                .setConnectTimeout(call.connect().toMillis());
        for (Map.Entry<String, String> header : call.headers()) {
            options.addHeader(header.getKey(), header.getValue());
        }
        for (Map.Entry<String, String> header : endpoint.headers().entrySet()) {
            options.putHeader(header.getKey(), header.getValue());
        }
        return options.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(
                        HttpHeaders.ACCEPT,
                        call.streaming() ? "text/event-stream" : "application/json")
                .putHeader(HttpHeaders.USER_AGENT, "sluice");
    }
}
