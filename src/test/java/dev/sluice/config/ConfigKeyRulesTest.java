package dev.sluice.config;

import static dev.sluice.config.Reading.SMALL;
import static dev.sluice.config.Reading.problems;
import static dev.sluice.config.Reading.warnings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys there have to be. */
class ConfigKeyRulesTest {
    private static final String ONE = "0".repeat(64);
    private static final String TWO = "1".repeat(64);

    @Test
    void refusesANameOrADigestOfAKeyTwice() {
        assertThat(problems(SMALL + """
                keys:
                  - { name: app, sha256: "%s" }
                  - { name: app, sha256: "%s" }
                  - { name: web, sha256: "%s" }
                """.formatted(ONE, TWO, ONE)))
                .containsExactly(
                        "sluice.yaml:9:13: keys[1].name is \"app\" again, first in keys[0] "
                                + "(sluice.yaml:8);"
                                + " a name has one key",
                        "sluice.yaml:10:26: keys[2].sha256 is the key of keys[0] (sluice.yaml:8) "
                                + "again;"
                                + " make another one with ./sluice key new NAME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.1.2", "::1", "localhost", "LOCALHOST"})
    void needsNoKeysOnTheLoopback(String host) {
        assertThat(warnings(SMALL + "listen: { host: '" + host + "' }")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "10.0.0.1",
                "128.0.0.1",
                "127.0.0.256",
                "127.0.0.1.example",
                "example.org"
            })
    void needsKeysOffTheLoopback(String host) {
        assertThat(problems(SMALL + "listen: { host: '" + host + "' }"))
                .containsExactly("sluice.yaml:7:17: listen.host is \"" + host
                        + "\": listening on it without keys"
                        + " would let anyone in, add a key (./sluice key new NAME) or "
                        + "listen on 127.0.0.1");
        assertThat(warnings(SMALL + "listen: { host: '" + host + "' }\nkeys: [ { name: a, role: "
                        + "reader, sha256: '" + ONE + "' } ]"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example",
                "http://localhost:5173",
                "http://127.0.0.1",
                "http://[::1]:8081",
                "https://xn--bcher-kva.example:8443",
                "http://a.example:443",
                "https://a.example:80",
                "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
                "moz-extension://c0ffee00-1234-5678-9abc-def012345678"
            })
    void takesOriginsAsBrowsersSendThem(String origin) {
        assertThat(warnings(SMALL + "listen: { cors: [ '" + origin + "' ] }")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.example",
                "https://app.example/",
                "https://app.example/chat",
                "https://App.example",
                "HTTPS://app.example",
                "https://app.example:443",
                "http://app.example:80",
                "https://*.example",
                "https://",
                "https://app.example:",
                "https://user@app.example",
                "ftp://app.example",
                "file://",
                "null",
                "chrome-extension://short",
                "**"
            })
    void refusesWhatNoBrowserSendsAsAnOrigin(String origin) {
        assertThat(problems(SMALL + "listen: { cors: [ '" + origin + "' ] }"))
                .containsExactly("sluice.yaml:7:19: listen.cors[0] is \"" + origin
                        + "\", expected an origin as browsers send it, such as "
                        + "https://app.example or http://localhost:5173: lower case, without a "
                        + "path, a slash at the end or the scheme's usual port; or *");
    }

    @Test
    void letsAllOriginsReadOnlyWhatNeedsAKey() {
        String any = SMALL + "listen: { cors: [ '*' ] }\n";

        assertThat(problems(any))
                .containsExactly("sluice.yaml:7:19: listen.cors[0] is *: without keys every web "
                        + "page that is open on this machine could use its models, add a key "
                        + "(./sluice key new NAME) or name the origins");
        assertThat(warnings(any + "keys: [ { name: a, role: admin, sha256: '" + ONE + "' } ]"))
                .isEmpty();
    }

    @Test
    void warnsWhenNoKeyHasARoleAboveClient() {
        String keys = SMALL + "keys:\n  - { name: a, sha256: '" + ONE + "' }\n";

        assertThat(warnings(keys))
                .containsExactly("sluice.yaml:7:1: keys has no key with a role above client: "
                        + "nobody can read records or command experiments, on the pages neither; "
                        + "give one of them a role (./sluice key role NAME admin, or role: admin "
                        + "here), or make one: ./sluice key new NAME --role admin");
        assertThat(warnings(keys + "  - { name: b, role: reader, sha256: '" + TWO + "' }"))
                .isEmpty();
    }

    @Test
    void namesTheRolesThereAre() {
        assertThat(problems(SMALL + "keys: [ { name: a, role: amdin, sha256: '" + ONE + "' } ]"))
                .containsExactly("sluice.yaml:7:26: keys[0].role is \"amdin\", expected one of "
                        + "client, reader, reviewer, operator, admin, did you mean admin?");
    }

    @Test
    void refusesAllOriginsBesideOthers() {
        assertThat(problems(SMALL + "listen: { cors: [ 'https://app.example', '*' ] }"))
                .containsExactly("sluice.yaml:7:42: listen.cors[1] is * beside other origins, "
                        + "expected * alone, because it stands for all");
    }
}
