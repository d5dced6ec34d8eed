package dev.sluice.config;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One provider at one address with one set of credentials. */
public record UpstreamConfig(
        @Setting(value = "The dialect spoken there.", required = true)
        Provider provider,

        @Setting(
                "Address under which /chat/completions is found, for example https://api.openai.com/v1. A query is kept.")
        @Nullable
        URI url,

        @Setting("Credential sent upstream; write it as \"${NAME}\" to take it from the environment.") @Nullable
        Secret key,

        @Setting(
                value = "Header that carries the key. Authorization gets \"Bearer \" in front; Azure wants api-key.",
                byDefault = "Authorization",
                pattern = "[A-Za-z0-9-]+")
        String keyHeader,

        @Setting("Headers added to every request to this upstream.")
        Map<String, String> headers,

        @Setting(
                value =
                        "HTTP version: auto negotiates over TLS and speaks 1.1 without it; 2 without TLS is prior knowledge.",
                byDefault = "auto")
        HttpVersion http,

        @Setting("PEM file with the certificate authority of a private upstream. Absent: the system's authorities.")
        @Nullable
        String caFile,

        @Setting(value = "Most connections kept to this upstream.", byDefault = "512", min = 1, max = 100_000)
        int connections,

        @Setting("How the engine process runs, for provider local.")
        EngineConfig engine) {

    /** The dialects an upstream can speak. */
    public enum Provider {
        OPENAI,
        LOCAL
    }

    /** The HTTP versions an upstream can be asked for. */
    public enum HttpVersion {
        AUTO,
        HTTP_1_1,
        HTTP_2
    }
}
