package dev.sluice.egress;

import static dev.sluice.config.Reading.problems;
import static dev.sluice.config.Reading.warnings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Reading;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;

/** Which addresses may be connected to, and how the file says so. */
class EgressTest {
    @ParameterizedTest
    @CsvSource({
        "169.254.0.1, 169.254.0.0/16 (link-local)",
        "169.254.255.255, 169.254.0.0/16 (link-local)",
        "169.254.169.254, 169.254.169.254/32 (cloud metadata)",
        "169.254.170.2, 169.254.170.2/32 (cloud metadata)",
        "169.254.170.23, 169.254.170.23/32 (cloud metadata)",
        "100.100.100.200, 100.100.100.200/32 (cloud metadata)",
        "168.63.129.16, 168.63.129.16/32 (cloud metadata)",
        "192.0.0.192, 192.0.0.192/32 (cloud metadata)",
        "0.0.0.0, 0.0.0.0/8 (unspecified; this machine is 127.0.0.1)",
        "0.1.2.3, 0.0.0.0/8 (unspecified; this machine is 127.0.0.1)",
        "224.0.0.1, 224.0.0.0/4 (multicast)",
        "239.255.255.255, 224.0.0.0/4 (multicast)",
        "240.0.0.1, 240.0.0.0/4 (reserved)",
        "255.255.255.255, 255.255.255.255/32 (broadcast)",
        "::, 0:0:0:0:0:0:0:0/128 (unspecified; this machine is ::1)",
        "fe80::1, fe80:0:0:0:0:0:0:0/10 (link-local)",
        "febf::1, fe80:0:0:0:0:0:0:0/10 (link-local)",
        "fd00:ec2::254, fd00:ec2:0:0:0:0:0:254/128 (cloud metadata)",
        "fd00:ec2::23, fd00:ec2:0:0:0:0:0:23/128 (cloud metadata)",
        "fd20:ce::254, fd20:ce:0:0:0:0:0:254/128 (cloud metadata)",
        "fd00:42::42, fd00:42:0:0:0:0:0:42/128 (cloud metadata)",
        "ff02::1, ff00:0:0:0:0:0:0:0/8 (multicast)",
        // Mapped, compatible, NAT64 (both prefixes), 6to4, Teredo (bits turned over) and ISATAP
        // forms of the same.
        "::ffff:169.254.169.254, 169.254.169.254/32 (cloud metadata)",
        "::ffff:a9fe:a9fe, 169.254.169.254/32 (cloud metadata)",
        "::169.254.169.254, 169.254.169.254/32 (cloud metadata)",
        "::a9fe:1, 169.254.0.0/16 (link-local)",
        "64:ff9b::169.254.169.254, 169.254.169.254/32 (cloud metadata)",
        "64:ff9b:1::a9fe:a9fe, 169.254.169.254/32 (cloud metadata)",
        "2002:a9fe:a9fe::1, 169.254.169.254/32 (cloud metadata)",
        "2001:0:4136:e378:8000:63bf:5601:5601, 169.254.169.254/32 (cloud metadata)",
        "2001:db8::5efe:169.254.169.254, 169.254.169.254/32 (cloud metadata)",
        "2001:db8::200:5efe:169.254.169.254, 169.254.169.254/32 (cloud metadata)",
        "64:ff9b::224.0.0.1, 224.0.0.0/4 (multicast)",
        "::ffff:0.0.0.0, 0.0.0.0/8 (unspecified; this machine is 127.0.0.1)",
        "2002:0:0::1, 0.0.0.0/8 (unspecified; this machine is 127.0.0.1)",
    })
    void refusesWhatIsNoServerOrKeepsCredentials(String address, String refusal) {
        assertThat(EgressConfig.STANDARD.refusal(InetAddress.ofLiteral(address)))
                .isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.255",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.255.255",
                "100.64.0.1",
                "100.100.100.199",
                "169.253.255.255",
                "169.255.0.0",
                "168.63.129.17",
                "1.0.0.0",
                "223.255.255.255",
                "8.8.8.8",
                "::1",
                "fc00::1",
                "fd00:ec2::253",
                "fe7f::1",
                "fec0::1",
                "2606:4700::1111",
                "::ffff:127.0.0.1",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1",
                "2001:0:4136:e378:8000:63bf:f7f7:f7f7",
            })
    void connectsToEverythingElse(String address) {
        assertThat(EgressConfig.STANDARD.refusal(InetAddress.ofLiteral(address)))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        // An exception from Sluice's own list, which leaves the metadata address in it alone.
        "'allow: [169.254.0.0/16]', 169.254.1.2, ",
        "'allow: [169.254.0.0/16]', 169.254.169.254, 169.254.169.254/32 (cloud metadata)",
        "'allow: [169.254.169.254]', 169.254.169.254, ",
        "'allow: [169.254.169.254]', 169.254.169.253, 169.254.0.0/16 (link-local)",
        "'allow: [169.254.169.254]', 64:ff9b::a9fe:a9fe, ",
        "'allow: [\"fe80::/64\"]', fe80::5, ",
        "'allow: [0.0.0.0/0]', 224.0.0.1, 224.0.0.0/4 (multicast)",
        // A narrower world.
        "'deny: [127.0.0.0/8, \"::1\"]', 127.0.0.1, 127.0.0.0/8 (egress.deny)",
        "'deny: [127.0.0.0/8, \"::1\"]', ::1, 0:0:0:0:0:0:0:1/128 (egress.deny)",
        "'deny: [127.0.0.0/8]', ::ffff:127.0.0.1, 127.0.0.0/8 (egress.deny)",
        "'deny: [127.0.0.0/8]', ::127.0.0.1, 127.0.0.0/8 (egress.deny)",
        "'deny: [0.0.0.0/0], allow: [10.1.0.0/16]', 10.1.2.3, ",
        "'deny: [0.0.0.0/0], allow: [10.1.0.0/16]', 10.2.2.3, 0.0.0.0/0 (egress.deny)",
        "'deny: [10.1.0.0/17, 10.0.0.0/8], allow: [10.1.0.0/16]', 10.1.0.1, 10.1.0.0/17 "
                + "(egress.deny)",
        "'deny: [10.1.0.0/17, 10.0.0.0/8], allow: [10.1.0.0/16]', 10.1.128.1, ",
        "'deny: [10.1.0.0/16], allow: [10.1.0.0/16]', 10.1.0.1, 10.1.0.0/16 (egress.deny)",
    })
    void theNarrowestRangeDecides(String egress, String address, String refusal) {
        EgressConfig config = Reading.config(
                        "upstreams: { a: { provider: openai, url: http://h, egress: { " + egress
                                + " } } }")
                .upstreams()
                .get("a")
                .egress();

        assertThat(config.refusal(InetAddress.ofLiteral(address))).isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1/8",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/08",
                "10.0.0/8",
                "010.0.0.0/8",
                "256.0.0.0/8",
                "0x0a.0.0.0/8",
                "fd00::1/8",
                "fd00::/129",
                "::ffff:10.0.0.0/104",
                "fe80::%1/10",
                "fd00:/8",
                "localhost",
                "example.com/8"
            })
    void refusesWhatIsNoRange(String range) {
        assertThat(problems("upstreams: { a: { provider: openai, url: http://h, egress: { deny: [ '"
                        + range + "' ] } } }"))
                .containsExactly("sluice.yaml:1:70: upstreams.a.egress.deny[0] is \"" + range
                        + "\", expected an address, or a range such as 10.0.0.0/8 or fd00::/8 "
                        + "with no bits set behind its"
                        + " prefix");
    }

    @ParameterizedTest
    @CsvSource({
        "http://169.254.169.254/v1, 169.254.169.254/32 (cloud metadata)",
        "http://0.0.0.0:8000/v1, 0.0.0.0/8 (unspecified; this machine is 127.0.0.1)",
        "http://[::]:8000/v1, 0:0:0:0:0:0:0:0/128 (unspecified; this machine is ::1)",
        "http://[fe80::1%25eth0]/v1, fe80:0:0:0:0:0:0:0/10 (link-local)",
        "http://[::ffff:169.254.169.254]/v1, 169.254.169.254/32 (cloud metadata)",
        "http://[64:ff9b::a9fe:a9fe]/v1, 169.254.169.254/32 (cloud metadata)",
    })
    void saysAtOnceThatAnAddressInTheFileIsRefused(String url, String range) {
        assertThat(problems("upstreams: { a: { provider: openai, url: '" + url + "' } }"))
                .containsExactly("sluice.yaml:1:42: upstreams.a.url has an address in " + range
                        + ", which Sluice does not connect to; if intended, add it to "
                        + "upstreams.a.egress.allow");
    }

    /**
     * What a browser or curl would take for 169.254.169.254 or 127.0.0.1 is no host here at all.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://2852039166/",
                "http://0xa9fea9fe/",
                "http://0x7f.1/",
                "http://127.1/",
                "http://0177.0.0.1/",
                "http://010.0.0.1/",
                "http://127.0.0.1./",
                "http://example.0x1/",
                "http://0251.0376.0251.0376.1/",
                "http://[fe80::1/",
                "http://[::ffff:1.2.3]/"
            })
    void oddNotationsOfAddressesAreNoHosts(String url) {
        assertThat(problems("upstreams: { a: { provider: openai, url: '" + url + "' } }"))
                .singleElement()
                .asString()
                .startsWith("sluice.yaml:1:42: upstreams.a.url is \"" + url + "\", expected ");
    }

    @Test
    void anAddressThatIsMeantIsAllowed() {
        assertThat(warnings("""
                upstreams: { a: { provider: openai, url: 'http://169.254.1.2/v1', egress: { allow: [ 169.254.1.2 ] } } }
                models: { m: { kind: base, upstream: a } }
                """)).isEmpty();
    }

    @Test
    void providerLocalHasNoEgress() {
        assertThat(problems(
                        "upstreams: { a: { provider: local, egress: { deny: [ 10.0.0.0/8 ] } } }"))
                .containsExactly(
                        "sluice.yaml:1:36: upstreams.a.egress is given, but provider local runs "
                                + "on this machine"
                                + " and has none; remove it");
    }
}
