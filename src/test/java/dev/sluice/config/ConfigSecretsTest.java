package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.bind.Secret;
import dev.sluice.config.server.KeyConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/** A canary in every place where an operator may put a credential; it must sing nowhere. */
class ConfigSecretsTest {
    private static final String CANARY = "c4n4ry-77";
    private static final Map<String, String> ENVIRONMENT = Map.of("CANARY", CANARY);

    private static final String WHOLE = """
            upstreams:
              a:
                provider: openai
                url: https://host/v1?key=%1$s
                key: %1$s
                headers: { X-Key: %1$s }
              b: { provider: local, engine: { command: [serve, --token, %1$s] } }
            models:
              m: { kind: base, upstream: a }
            database: { url: "postgresql://me:%1$s@db/x" }
            """;

    @ParameterizedTest
    @ValueSource(strings = {CANARY, "'${CANARY}'", "'${NONE:-" + CANARY + "}'"})
    void keepsSecretsOutOfTheConfigurationsText(String written) {
        SluiceConfig config =
                Reading.config(WHOLE.replace("'", "").formatted(written), ENVIRONMENT);

        assertThat(config.upstreams().get("a").key()).isEqualTo(new Secret(CANARY));
        assertThat(config.upstreams().get("a").headers()).containsEntry("X-Key", CANARY);
        assertThat(config.toString()).contains("host/v1").doesNotContain(CANARY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key: '%s\\u0020'",
                "key: \"%s\\n\"",
                "key: [ %s ]",
                "key: { %s: 1 }",
                "key: *%s",
                "key: !%s x",
                "key: !!%s x",
                "key: !%s!x y",
                "key: &%s",
                "key: @%s",
                "key: `%s",
                "key: %%%s",
                "key: \"%s",
                "key: '%s",
                "key: ]%s",
                "key: a: %s",
                "key: |x%s",
                "key: \"\\%s\"",
                "key: \"\\x%s\"",
                "key: ${%s",
                "key: ${CANARY} ${NONE}",
                "key: ${CANARY}\\n\n    connections: '${CANARY}'",
                "keyy: %s",
                "headers: { X-Key: \"%s\\n\" }",
                "headers: { X-Key: [ %s ] }",
                "headers: %s",
                "headers: [ %s ]",
                "engine: %s",
                "url: https://me:%s@host",
                "url: https://me:a/b%s@host/v1",
                "url: ftp://host/?key=%s",
                "url: 'ht tp://host/?key=%s'",
                "url: 'ht tp://me:%s@host'",
                "url: 'me:%s@host'",
                "http: '${CANARY}'",
                "connections: ${CANARY}",
            })
    void keepsSecretsOutOfEveryProblem(String field) {
        String yaml =
                "upstreams:\n  a:\n    provider: openai\n    " + field.replace("%s", CANARY) + "\n";

        assertThat(Reading.problems(yaml, ENVIRONMENT))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).doesNotContain(CANARY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upstreams: %s",
                "upstreams: { a: %s }",
                "keys: %s",
                "keys: [ %s ]",
                "keys: [ { name: a, sha256: %s } ]",
                "keys: [ { name: a, sha256: [ %s ] } ]",
                "keys: [ { sha256: 'sk-sluice-%s' } ]",
                "database: %s",
                "database: { url: %s }",
                "database: { url: 'mysql://me:%s@host/x' }",
                "database: { url: { %s: 1 } }",
                "routes: { r: { ladder: [ { model: '${CANARY}' } ] } }",
                "models: { m: { kind: base, upstream: '${CANARY}' } }",
                "listen: { host: 'x ${CANARY}' }",
                "%%YAML %s\n---\na: 1",
                "%%TAG !%s! a\n---\na: 1",
                "%%TAG !e! x:%s\n%%TAG !e! x:%s\n---\na: 1",
            })
    void keepsSecretsOutOfProblemsElsewhere(String yaml) {
        assertThat(Reading.problems(yaml.replace("%s", CANARY).replace("%%", "%"), ENVIRONMENT))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).doesNotContain(CANARY));
    }

    @Test
    void keepsSecretsOutOfWarnings() {
        assertThat(Reading.warnings("""
                upstreams:
                  a: { provider: openai, url: "https://host/chat/completions?key=%1$s", key: %1$s }
                """.formatted(CANARY)))
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning).doesNotContain(CANARY));
    }

    @Test
    void keepsTheDigestOfAKeyOutOfItsText() {
        assertThat(new KeyConfig("app", "ab".repeat(32))).hasToString("KeyConfig[name=app]");
        assertThat(List.of(new Secret(CANARY))).hasToString("[Secret[***]]");
    }
}
