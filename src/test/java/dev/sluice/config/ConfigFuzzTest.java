package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.bind.ConfigProblem;
import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.SplittableRandom;

/**
 * Whatever a file holds, reading it gives a result and throws nothing. The seeds are fixed: a
 * failure comes again.
 */
class ConfigFuzzTest {
    private static final String VALID = """
            upstreams:
              openai: { provider: openai, url: https://api.openai.com/v1, key: "${KEY}", headers: { A: b } }
              local:
                provider: local
                engine: { command: [serve, "{model}"], slots: 2 }
            models:
              slang-tuned: { kind: fine-tuned, upstream: openai, name: "ft:gpt" }
              smollm2: &m { kind: local, upstream: local, file: smol, adapter: a.gguf, scale: 0.5 }
              other: *m
            routes:
              slang:
                ladder:
                  - { model: slang-tuned, threshold: 0.8 }
                  - model: smollm2
                window: { mode: gate, tokens: 16, time: 500ms, bytes: 16KiB, floor: 1 }
                confidence: { source: verifier, route: judge, rules: { refusal: true, language: deu } }
                retry: { max: 1, delay: 100ms, max-wait: 2s }
                hedge: { quantile: 0.9 }
                continuation: true
                deadlines: { connect: 2s, total: 5m }
                unit: user
              judge: { ladder: [ { model: smollm2, confidence: { source: rules, rules: { empty: true } } } ] }
            keys:
              - { name: chat-app, sha256: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
            listen: { host: 127.0.0.1, port: 8080 }
            database: { url: "${DATABASE_URL:-}" }
            """;

    /** What YAML and the reader give a meaning to. */
    private final Mutator mutator = new Mutator(
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            "- ",
            ",",
            "&a ",
            "*a",
            "*m",
            "!",
            "!!int ",
            "!x ",
            "'",
            "\"",
            "\\",
            "\\x",
            "\\U0011FFFF",
            "|",
            ">",
            "%",
            "#",
            "\n",
            "\n\n",
            "\t",
            "  ",
            "---\n",
            "...\n",
            "<<: *m",
            "? ",
            "@",
            "`",
            "${",
            "}",
            "${KEY}",
            "$${",
            "${X:-",
            "null",
            "~",
            "true",
            "0x1F",
            "1e999",
            ".inf",
            "-1",
            "99999999999999999999",
            "2001-01-01",
            "\u0000",
            "\uFEFF",
            "\uD83D",
            "\u2028",
            "\u0085",
            "openai",
            "local",
            "models:",
            "keys:",
            "ladder: []",
            "0s",
            "9GiB",
            "{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[",
            "&b [*b, *b, *b]",
            "\n? [",
            "!!binary ",
            "!!set {",
            "=",
            "\r",
            "- - - - ",
            "0o17",
            "-.inf",
            "1_000",
            "PT1S",
            "-5s",
            "http://[",
            "https://a b/",
            "65536",
            "route: slang",
            "source: verifier",
            "source: none",
            "threshold: 1.0",
            "schema: x.json",
            "after: 1s");

    private final ConfigReader reader = new ConfigReader(Map.of("KEY", "k")::get);

    @Test
    void startsFromAValidFile() {
        assertThat(reader.read("sluice.yaml", VALID)).isInstanceOf(ConfigResult.Valid.class);
    }

    @Test
    void neverThrowsForAMutatedFile() {
        int[] read = {0, 0};
        Fuzz.check(5_000, this::mutant, (bytes, random) -> read[isRefused(bytes) ? 1 : 0]++);
        assertThat(read[0] + read[1]).isPositive();
    }

    @Test
    void neverThrowsForRandomBytes() {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[random.nextInt(1, 300)];
            random.nextBytes(bytes);
            if (i % 2 == 0) {
                for (int j = 0; j < bytes.length; j++) {
                    bytes[j] = (byte) (' ' + Math.floorMod(bytes[j], 95));
                }
            }
            assertThat(isRefused(bytes)).isTrue();
        }
    }

    private boolean isRefused(byte[] content) {
        return switch (reader.read("sluice.yaml", content)) {
            case ConfigResult.Valid valid -> {
                Fuzz.same(valid.config().toString().isEmpty(), false);
                yield false;
            }
            case ConfigResult.Invalid invalid -> {
                Fuzz.same(invalid.problems().isEmpty(), false);
                for (ConfigProblem problem : invalid.problems()) {
                    Fuzz.same(problem.toString().chars().allMatch(it -> it >= ' '), true);
                }
                yield true;
            }
        };
    }

    private byte[] mutant(SplittableRandom random) {
        String text = random.nextInt(8) == 0 ? VALID.replace("\n", "\r\n") : VALID;
        return mutator.mutate(Fuzz.utf8(text), random.nextInt(1, 5), random);
    }
}
