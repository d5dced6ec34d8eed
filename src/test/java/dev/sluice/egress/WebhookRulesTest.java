package dev.sluice.egress;

import static dev.sluice.config.Reading.SMALL;
import static dev.sluice.config.Reading.config;
import static dev.sluice.config.Reading.problems;
import static dev.sluice.config.Reading.warnings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SluiceConfig;
import dev.sluice.config.bind.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class WebhookRulesTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    void readsAWebhook() {
        SluiceConfig config = config(
                SMALL
                        + "webhooks: [ { url: 'https://a.test/h', secret: '${HOOK}', events: [ "
                        + "decision ] } ]",
                Map.of("HOOK", SECRET));

        WebhookConfig webhook = config.webhooks().getFirst();
        assertThat(webhook.url()).hasToString("https://a.test/h");
        assertThat(webhook.secret()).isEqualTo(new Secret(SECRET));
        assertThat(webhook.wants(WebhookConfig.Event.DECISION)).isTrue();
        assertThat(webhook.wants(WebhookConfig.Event.STATE)).isFalse();
        assertThat(config.toString()).doesNotContain(SECRET, "a.test/h");
    }

    @Test
    void tellsEverythingUnlessSaidOtherwise() {
        WebhookConfig webhook = config(
                        SMALL + "webhooks: [ { url: 'https://a.test', secret: " + SECRET + " } ]")
                .webhooks()
                .getFirst();

        assertThat(List.of(WebhookConfig.Event.values())).allMatch(webhook::wants);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
                "whsec_not base64 at all, is it",
                "with a space in it"
            })
    void refusesASecretThatIsNone(String secret) {
        assertThat(problems(SMALL + "webhooks: [ { url: 'https://a.test', secret: '" + secret
                        + "' } ]"))
                .singleElement()
                .asString()
                .contains("webhooks[0].secret", "expected whsec_ and 24 to 64 bytes in base64")
                .doesNotContain(secret);
    }

    @Test
    void refusesAddressesThatSluiceKeepsOff() {
        assertThat(problems(SMALL + "webhooks: [ { url: 'http://169.254.169.254/canary', secret: "
                        + SECRET + " } ]"))
                .containsExactly(
                        "sluice.yaml:7:20: webhooks[0].url has an address in 169.254.169.254/32 "
                                + "(cloud metadata),"
                                + " which Sluice does not connect to; if intended, add it to "
                                + "webhooks[0].egress.allow");
    }

    @Test
    void refusesWhatIsNoAddressWithoutShowingIt() {
        assertThat(problems(
                        SMALL + "webhooks: [ { url: 'ftp://canary', secret: " + SECRET + " } ]"))
                .containsExactly(
                        "sluice.yaml:7:20: webhooks[0].url is (not shown), expected http:// or "
                                + "https:// and a host");
        assertThat(problems(SMALL + "webhooks: [ { url: 'https://canary@a.test', secret: " + SECRET
                        + " } ]"))
                .containsExactly(
                        "sluice.yaml:7:20: webhooks[0].url has a user or password before the host "
                                + "(not shown);"
                                + " put the credential into the path");
    }

    @Test
    void refusesAnAddressTwice() {
        String one = "{ url: 'https://a.test', secret: " + SECRET + " }";
        assertThat(problems(SMALL + "webhooks: [ " + one + ", " + one + " ]"))
                .singleElement()
                .asString()
                .endsWith("webhooks[1].url is the address of webhooks[0] again; an address has one "
                        + "webhook");
    }

    @Test
    void refusesMoreThanAProcessServes() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            all.append("\n  - { url: 'https://a")
                    .append(i)
                    .append(".test', secret: ")
                    .append(SECRET)
                    .append(" }");
        }
        assertThat(problems(SMALL + "webhooks:" + all))
                .singleElement()
                .asString()
                .endsWith("webhooks has 17 entries, expected at most 16");
    }

    @Test
    void warnsOfWhatCanBeReadOnTheWay() {
        assertThat(warnings(
                        SMALL + "webhooks: [ { url: 'http://a.test', secret: " + SECRET + " } ]"))
                .singleElement()
                .asString()
                .endsWith("webhooks[0].url is not https: anyone on the network path can read the "
                        + "messages");
        assertThat(warnings(SMALL + "webhooks: [ { url: 'http://127.0.0.1:9/x', secret: " + SECRET
                        + " } ]"))
                .isEmpty();
    }
}
