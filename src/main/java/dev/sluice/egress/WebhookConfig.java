package dev.sluice.egress;

import dev.sluice.config.bind.Secret;
import dev.sluice.config.bind.Setting;

import java.net.URI;
import java.util.List;

/** A webhook that gets events about experiments. */
public record WebhookConfig(
        @Setting(
                value = "Address that events are posted to. It is never shown in messages: such "
                        + "an address is often a credential.",
                required = true,
                secret = true,
                expected = "a URL such as https://example.com/hooks/sluice")
        URI url,

        @Setting(
                value = "What deliveries are signed with, as Standard Webhooks says; write it as "
                        + "\"${NAME}\" to take it from the environment.",
                required = true,
                expected = "whsec_ and 24 to 64 bytes in base64, or 16 to 512 printable characters "
                        + "that begin differently",
                pattern = WebhookConfig.SECRET)
        Secret secret,

        @Setting("Events to send: state, decision. Absent: all.")
        List<Event> events,

        @Setting("Addresses that may be connected to. Absent: all but link-local, cloud metadata, "
                + "multicast and reserved ranges.")
        EgressConfig egress) {
    /** Prefix of a secret in base64. */
    public static final String BASE64_PREFIX = "whsec_";

    static final String SECRET =
            "whsec_(?:[A-Za-z0-9+/]{4}){7,21}(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/"
                    + "]{2}==)"
                    + "|(?!whsec_)[\\x21-\\x7e]{16,512}";

    /** Whether the webhook gets such events. */
    public boolean wants(Event event) {
        return events.isEmpty() || events.contains(event);
    }

    /** Shows only the host of the address. */
    @Override
    public String toString() {
        return "WebhookConfig[host=" + url.getHost() + ", secret=" + secret + ", events=" + events
                + ", egress=" + egress + "]";
    }

    /** The kinds of events that can be sent. */
    public enum Event {
        /** An experiment has changed. */
        STATE,
        /** The controller has decided something about an experiment. */
        DECISION
    }
}
