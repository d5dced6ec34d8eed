package dev.sluice.config.upstream;

import dev.sluice.config.bind.Secret;
import dev.sluice.config.bind.Setting;
import dev.sluice.config.bind.Shown;
import dev.sluice.egress.EgressConfig;
import dev.sluice.vocabulary.Labelled;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Map;

/** One provider at one address with one set of credentials. */
public record UpstreamConfig(
        @Setting(value = "The dialect that the upstream speaks.", required = true)
        Provider provider,

        @Setting(
                value = "Address under which /chat/completions is found, for example "
                        + "https://api.openai.com/v1. A query is kept.",
                expected = "a URL such as https://api.openai.com/v1")
        @Nullable
        URI url,

        @Setting(
                value = "Credential sent upstream; write it as \"${NAME}\" to take it from the "
                        + "environment.",
                expected = "printable characters without spaces or line breaks",
                pattern = "[\\x21-\\x7e]+")
        @Nullable
        Secret key,

        @Setting(
                value = "Header that carries the key. Authorization gets \"Bearer \" in front; "
                        + "Azure wants api-key.",
                byDefault = "Authorization",
                expected = "the name of a header: letters, digits and -",
                pattern = UpstreamConfig.HEADER)
        String keyHeader,

        @Setting(
                value = "Headers added to every request to this upstream.",
                expected = "a name of letters, digits and -, and a value of printable characters",
                secret = true,
                names = UpstreamConfig.HEADER,
                pattern = "[\\x20-\\x7e]*")
        Map<String, String> headers,

        @Setting(
                value = "HTTP version: auto negotiates over TLS and speaks 1.1 without it; 2 "
                        + "without TLS is prior knowledge.",
                byDefault = "auto")
        HttpVersion http,

        @Setting("PEM file with the certificate authority of a private upstream. Absent: the "
                + "system's authorities.")
        @Nullable
        String caFile,

        @Setting(
                value = "Maximum number of connections to this upstream.",
                byDefault = "512",
                min = 1,
                max = 100_000)
        int connections,

        @Setting("How long each phase of an attempt on this upstream may take, if less than the "
                + "route allows.")
        UpstreamDeadlinesConfig deadlines,

        @Setting("When it is not called for a while because it fails.")
        BreakerConfig breaker,

        @Setting(
                value = "Whether it gives log-probabilities when asked for them (logprobs, "
                        + "top_logprobs).",
                byDefault = "true")
        boolean logprobs,

        @Setting(
                value = "How it is asked to continue an answer that another one began: prefill "
                        + "sends it as the assistant's last message; final-message does the "
                        + "same with vLLM's continue_final_message; none means that it "
                        + "can't. Absent: final-message for provider "
                        + "local, else none.")
        @Nullable
        Continuation continuation,

        @Setting("Addresses that may be connected to. Absent: all but link-local, cloud metadata, "
                + "multicast and reserved ranges.")
        EgressConfig egress,

        @Setting("How the engine process runs, for provider local.")
        EngineConfig engine) {

    static final String HEADER = "[A-Za-z0-9-]+";

    /**
     * Leaves out what may contain a credential: header values, and the address's user and query.
     */
    @Override
    public String toString() {
        return ("UpstreamConfig[provider=%s, url=%s, key=%s, keyHeader=%s, headers=%s, http=%s, "
                        + "caFile=%s, connections=%d, deadlines=%s, breaker=%s, logprobs=%s, "
                        + "continuation=%s, egress=%s, engine=%s]")
                .formatted(
                        provider,
                        url == null ? null : Shown.address(url.toString()),
                        key,
                        keyHeader,
                        headers.keySet(),
                        http,
                        caFile,
                        connections,
                        deadlines,
                        breaker,
                        logprobs,
                        continuation,
                        egress,
                        engine);
    }

    /** The dialects an upstream can speak. */
    public enum Provider {
        OPENAI,
        LOCAL
    }

    /** The ways of continuing an answer that another upstream began. */
    public enum Continuation {
        PREFILL,
        FINAL_MESSAGE,
        NONE
    }

    /** The HTTP versions an upstream can be asked for. */
    public enum HttpVersion implements Labelled {
        AUTO("auto"),
        HTTP_1_1("1.1"),
        HTTP_2("2");

        private final String label;

        HttpVersion(String label) {
            this.label = label;
        }

        @Override
        public String label() {
            return label;
        }
    }
}
