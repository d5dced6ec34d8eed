package dev.sluice.egress;

import dev.sluice.config.bind.Diagnostics;
import dev.sluice.config.bind.FieldPath;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules for webhooks. Confined to one thread; made for one reading. */
public final class WebhookRules {
    /** Each webhook has open requests of its own, so their number is limited. */
    private static final int MOST = 16;

    private final List<WebhookConfig> webhooks;
    private final FieldPath path;
    private final Diagnostics diagnostics;

    /** @param path of the list */
    public WebhookRules(List<WebhookConfig> webhooks, FieldPath path, Diagnostics diagnostics) {
        this.webhooks = webhooks;
        this.path = path;
        this.diagnostics = diagnostics;
    }

    public void check() {
        if (webhooks.size() > MOST) {
            diagnostics.refuse(
                    path, "has " + webhooks.size() + " entries, expected at most " + MOST);
        }
        Map<URI, Integer> seen = new HashMap<>();
        AddressRule address = new AddressRule(diagnostics);
        for (int i = 0; i < webhooks.size(); i++) {
            WebhookConfig webhook = webhooks.get(i);
            FieldPath url = path.at(i).field("url");
            if (!diagnostics.isSound(url)) {
                continue;
            }
            boolean good = address.check(
                    url, webhook.url(), path.at(i).field("egress"), webhook.egress(), "the path");
            if (good
                    && webhook.url().getScheme().equalsIgnoreCase("http")
                    && !isLoopback(webhook.url())) {
                diagnostics.warn(
                        url, "is not https: anyone on the network path can read the messages");
            }
            Integer first = good ? seen.putIfAbsent(webhook.url(), i) : null;
            if (first != null) {
                diagnostics.refuse(
                        url,
                        "is the address of webhooks[" + first
                                + "] again; an address has one webhook");
            }
        }
    }

    private static boolean isLoopback(URI url) {
        return url.getHost().equals("localhost")
                || url.getHost().startsWith("127.")
                || url.getHost().equals("[::1]");
    }
}
