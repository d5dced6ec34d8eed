package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, reading it gives a result and throws nothing. The seeds are fixed: a failure comes again. */
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
                window: { mode: holdback, tokens: 16, time: 500ms, bytes: 16KiB }
                deadlines: { connect: 2s, total: 5m }
                unit: user
            keys:
              - { name: chat-app, sha256: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
            listen: { host: 127.0.0.1, port: 8080 }
            database: { url: "${DATABASE_URL:-}" }
            """;

    /** What YAML and the reader give a meaning to. */
    private static final String[] PIECES = {
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
        "9GiB"
    };

    private final ConfigReader reader = new ConfigReader(Map.of("KEY", "k")::get);

    @Test
    void startsFromAValidFile() {
        assertThat(reader.read("sluice.yaml", VALID)).isInstanceOf(ConfigResult.Valid.class);
    }

    @RepeatedTest(10)
    void neverThrowsForAMutatedFile(RepetitionInfo run) {
        SplittableRandom random = new SplittableRandom(run.getCurrentRepetition());
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] mutant = mutate(random);
            refused += isRefused(mutant) ? 1 : 0;
        }
        assertThat(refused).isBetween(500, 999);
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
                assertThat(valid.config().toString()).isNotEmpty();
                yield false;
            }
            case ConfigResult.Invalid invalid -> {
                assertThat(invalid.problems())
                        .isNotEmpty()
                        .allSatisfy(problem -> assertThat(problem.toString()).doesNotContainPattern("[\\x00-\\x1f]"));
                yield true;
            }
        };
    }

    private static byte[] mutate(SplittableRandom random) {
        StringBuilder text = new StringBuilder(VALID);
        int changes = random.nextInt(1, 5);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(text.length());
            int to = Math.min(text.length(), at + random.nextInt(1, 12));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> text.replace(at, to, PIECES[random.nextInt(PIECES.length)]);
                default ->
                    text.insert(at, VALID, at % VALID.length(), Math.min(VALID.length(), at % VALID.length() + 40));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length);
        return out.toByteArray();
    }
}
