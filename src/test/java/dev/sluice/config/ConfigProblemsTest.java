package dev.sluice.config;

import static dev.sluice.config.Reading.SMALL;
import static dev.sluice.config.Reading.problems;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator is told of a file that can not be read. */
class ConfigProblemsTest {
    @Test
    void tellsAllProblemsAtOnceInTheOrderOfTheFile() {
        assertThat(problems("""
                upstreams:
                  openai: { provider: opnai, url: "not a url" }
                models:
                  base: { kind: basic, upstream: nowhere }
                routes:
                  r:
                    ladder:
                      - { model: bse, threshold: 1.5 }
                listen: { port: 70000 }
                """))
                .containsExactly(
                        "sluice.yaml:2:23: upstreams.openai.provider is \"opnai\", expected one "
                                + "of openai, local, did you mean openai?",
                        "sluice.yaml:2:35: upstreams.openai.url is \"not a url\","
                                + " expected a URL such as https://api.openai.com/v1",
                        "sluice.yaml:4:17: models.base.kind is \"basic\", expected one of "
                                + "fine-tuned, base, local, did you mean base?",
                        "sluice.yaml:4:34: models.base.upstream names the upstream \"nowhere\","
                                + " which does not exist; known: openai",
                        "sluice.yaml:8:18: routes.r.ladder[0].model names the model \"bse\","
                                + " which does not exist, did you mean base?",
                        "sluice.yaml:8:34: routes.r.ladder[0].threshold is \"1.5\", expected a "
                                + "number from 0 to 1",
                        "sluice.yaml:9:17: listen.port is \"70000\", expected a whole number from "
                                + "0 to 65535");
    }

    @Test
    void namesTheNearestFieldForAnUnknownOne() {
        assertThat(problems(SMALL + "listen: { prot: 1 }"))
                .containsExactly(
                        "sluice.yaml:7:11: listen.prot is not a known field, did you mean port?");
    }

    @Test
    void listsTheKnownFieldsWhereNoneIsNear() {
        assertThat(problems(SMALL + "limits: { zzzzzz: 1 }"))
                .containsExactly(
                        "sluice.yaml:7:11: limits.zzzzzz is not a known field; known: body, depth,"
                                + " headers, frame, open, queue, queue-wait");
    }

    @Test
    void refusesLimitsThatLetNothingThrough() {
        assertThat(problems(SMALL + """
                routes: { r: { ladder: [ { model: base } ], open: 0, keep-alive: { mode: comments, after: 0s } } }
                keys: [ { name: a, sha256: "%s", open: 0 } ]
                limits: { headers: 1KiB, frame: 1, open: 0, queue: -1, queue-wait: 0s }
                shutdown: { delay: 0, grace: 25h }
                """.formatted("ab".repeat(32))).stream()
                        .map(problem -> problem.replaceFirst("sluice.yaml:[0-9:]+ ", "")))
                .containsExactly(
                        "routes.r.open is \"0\", expected a whole number from 1 to 1000000",
                        "routes.r.keep-alive.mode is \"comments\", expected one of comment, "
                                + "empty-chunk, off, did you mean comment?",
                        "routes.r.keep-alive.after is \"0s\","
                                + " expected a duration such as 500ms, 2s, 5m or 1h, longer than "
                                + "0 and at most 24h",
                        "keys[0].open is \"0\", expected a whole number from 1 to 1000000",
                        "limits.headers is \"1KiB\","
                                + " expected a size such as 16KiB, 2MiB or a number of bytes, "
                                + "from 4KiB to 1MiB",
                        "limits.frame is \"1\","
                                + " expected a size such as 16KiB, 2MiB or a number of bytes, "
                                + "from 4KiB to 64MiB",
                        "limits.open is \"0\", expected a whole number from 1 to 1000000",
                        "limits.queue is \"-1\", expected a whole number from 0 to 100000",
                        "limits.queue-wait is \"0s\","
                                + " expected a duration such as 500ms, 2s, 5m or 1h, longer than "
                                + "0 and at most 24h",
                        "shutdown.delay is \"0\", expected a duration such as 0s, 500ms, 2s or "
                                + "5m, at most 24h",
                        "shutdown.grace is \"25h\", expected a duration such as 0s, 500ms, 2s or "
                                + "5m, at most 24h");
    }

    @Test
    void refusesAFieldThatIsGivenTwice() {
        assertThat(problems(SMALL + "limits:\n  depth: 5\n  depth: 6\n"))
                .containsExactly(
                        "sluice.yaml:9:3: limits.depth is given twice, first on line 8; keep one");
    }

    @Test
    void refusesANameThatIsGivenTwice() {
        assertThat(problems(SMALL + "  base: { kind: base, upstream: openai }\n"))
                .containsExactly(
                        "sluice.yaml:7:3: models.base is given twice, first on line 5; keep one");
    }

    @Test
    void tellsWhatIsMissing() {
        assertThat(problems("""
                upstreams: { a: { url: http://a } }
                models: { m: }
                routes: { r: { unit: key } }
                keys: [ {} ]
                """))
                .containsExactly(
                        "sluice.yaml:1:14: upstreams.a.provider is missing, expected one of "
                                + "openai, local",
                        "sluice.yaml:2:11: models.m.kind is missing, expected one of fine-tuned, "
                                + "base, local",
                        "sluice.yaml:2:11: models.m.upstream is missing, expected text",
                        "sluice.yaml:3:11: routes.r.ladder is missing, expected a list",
                        "sluice.yaml:4:9: keys[0].name is missing,"
                                + " expected a letter or digit, then up to 63 letters, digits or "
                                + ". _ -",
                        "sluice.yaml:4:9: keys[0].sha256 is missing,"
                                + " expected 64 lower-case hexadecimal digits; ./sluice key new "
                                + "NAME makes them");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    listen: { port: eighty }            | listen.port is "eighty", expected a whole number from 0 to 65535
                    listen: { port: 1.5 }               | listen.port is "1.5", expected a whole number from 0 to 65535
                    listen: { port: 010 }               | listen.port is "010", expected a whole number from 0 to 65535
                    listen: { port: 99999999999 }       | listen.port is "99999999999", expected a whole number from 0 to 65535
                    listen: { port: [1] }               | listen.port is a list, expected a whole number from 0 to 65535
                    listen: { port: { a: 1 } }          | listen.port is a mapping, expected a whole number from 0 to 65535
                    listen: { host: "http://x" }        | listen.host is "http://x", expected an IP address or a host name
                    listen: 8080                        | listen is a single value, expected the fields host, port, management, cors
                    limits: { body: 16MB }              | limits.body is "16MB", expected a size such as 16KiB, 2MiB or a number of bytes, from 1KiB to 1GiB
                    limits: { body: 2GiB }              | limits.body is "2GiB", expected a size such as 16KiB, 2MiB or a number of bytes, from 1KiB to 1GiB
                    limits: { body: 999999999GiB }      | limits.body is "999999999GiB", expected a size such as 16KiB, 2MiB or a number of bytes, from 1KiB to 1GiB
                    records: { queue: 63 }              | records.queue is "63", expected a whole number from 64 to 1048576
                    records: { spool: 1000KiB }         | records.spool is "1000KiB", expected a size such as 16KiB, 2MiB or a number of bytes, from 1MiB to 1024GiB
                    records: { keep: 0d }               | records.keep is "0d", expected a number of days such as 30d, from 1d to 9999d, or forever
                    records: { keep: 90 }               | records.keep is "90", expected a number of days such as 30d, from 1d to 9999d, or forever
                    records: { keep-text: 24h }         | records.keep-text is "24h", expected a number of days such as 30d, from 1d to 9999d, or forever
                    limits: { depth: 3 }                | limits.depth is "3", expected a whole number from 4 to 1000
                    keys: { a: b }                      | keys is a mapping, expected a list
                    keys: [ a ]                         | keys[0] is a single value, expected the fields name, sha256, open, created, role
                    database: { url: jdbc:postgresql }  | database.url is not valid (its value is not shown), expected a URL that starts with postgresql:// or postgres://
                    database: { url: "mysql://a/b" }    | database.url is not valid (its value is not shown), expected a URL that starts with postgresql:// or postgres://
                    database: { url: !secret x }        | database.url has a YAML tag (!), expected a value without one; quote text that starts with !
                    """)
    void tellsWhatIsExpected(String yaml, String message) {
        assertThat(problems(SMALL + yaml)).singleElement().asString().endsWith(": " + message);
    }

    @ParameterizedTest
    @CsvSource({"0s", "-1s", "1", "1d", "1.5s", "25h", "99999999999ms", "''", "2 s"})
    void refusesDurationsThatAreNotLongerThanZeroOrNotWellFormed(String written) {
        assertThat(problems(
                        SMALL + "routes: { r: { ladder: [ { model: base } ], deadlines: { gap: '"
                                + written + "' } } }"))
                .containsExactly("sluice.yaml:7:63: routes.r.deadlines.gap is \"" + written
                        + "\", expected a duration such as 500ms, 2s, 5m or 1h, longer "
                        + "than 0 and at most 24h");
    }

    @Test
    void refusesListsInPlaceOfNames() {
        assertThat(problems("upstreams: []\nmodels: x\nroutes: {}\n"))
                .containsExactly(
                        "sluice.yaml:1:1: upstreams is a list, expected names with values",
                        "sluice.yaml:2:9: models is a single value, expected names with "
                                + "values");
    }

    @ParameterizedTest
    @CsvSource({"''", "'# only a comment'", "'---'", "'null'", "'~'"})
    void refusesAFileWithoutContent(String yaml) {
        assertThat(problems(yaml))
                .containsExactly("sluice.yaml: the file is empty, expected upstreams and models");
    }

    @Test
    void refusesAFileThatIsNotAMapping() {
        assertThat(problems("- a\n"))
                .containsExactly("sluice.yaml:1:1: the file is a list, expected the fields"
                        + " upstreams, models, routes, keys, listen, database, limits, "
                        + "shutdown, embeddings, records, webhooks");
    }

    @Test
    void refusesMergeKeys() {
        assertThat(problems(SMALL + "limits: { <<: { depth: 5 } }"))
                .containsExactly(
                        "sluice.yaml:7:11: limits.\"<<\" is a merge key, which is not supported;"
                                + " write the fields out");
    }

    @Test
    void refusesNamesThatDoNotFit() {
        assertThat(problems("""
                upstreams: { -a: { provider: local } }
                models: { "a b": { kind: local, upstream: -a, file: f } }
                routes: { "": { ladder: [ { model: "a b" } ] } }
                """))
                .containsExactly(
                        "sluice.yaml:1:14: upstreams.-a is not a valid name,"
                                + " expected a letter or digit, then up to 127 letters, digits or "
                                + ". _ : / -",
                        "sluice.yaml:2:11: models.\"a b\" is not a valid name,"
                                + " expected a letter or digit, then up to 127 letters, digits or "
                                + ". _ : / -",
                        "sluice.yaml:3:11: routes.\"\" is not a valid name,"
                                + " expected a letter or digit, then up to 127 letters, digits or "
                                + ". _ : / -");
    }

    @Test
    void keepsAMessageOnOneLineWhateverTheValue() {
        assertThat(problems(SMALL + "listen: { host: \"a\\nb\\u202E" + "x".repeat(200) + "\" }"))
                .containsExactly("sluice.yaml:7:17: listen.host is \"a\\u{a}b\\u{202e}"
                        + "x".repeat(76) + "...\", expected an IP address or a host name");
    }
}
