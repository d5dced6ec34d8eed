package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Map.entry;

import dev.sluice.config.bind.Secret;

import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

class SignatureTest {
    private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);

    /** The vector that the libraries of Standard Webhooks are tested with. */
    @Test
    void equalsTheVectorOfTheSpecification() {
        Signature signature = Signature.with(new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

        assertThat(signature.headers(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, utf8("{\"test\": 2432232314}")))
                .containsOnly(
                        entry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                        entry("webhook-timestamp", "1614265330"),
                        entry(
                                "webhook-signature",
                                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    @Test
    void anotherSecretIsTheBytesOfItsText() {
        byte[] expected = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, "a plain secret")
                .hmac("m.1614265330.\u00e4");

        assertThat(Signature.with(new Secret("a plain secret")).headers("m", AT, utf8("\u00e4")))
                .containsEntry(
                        "webhook-signature", "v1," + Base64.getEncoder().encodeToString(expected));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
