package dev.sluice.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.dialect.Addition;
import dev.sluice.dialect.BadRequest;
import dev.sluice.dialect.ClientError;
import dev.sluice.vocabulary.Operation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Bodies that are not JSON in UTF-8, or not only. */
class RequestBodiesTest {
    private static final String CHAT =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hé\"}]}";

    private final RequestScanner scanner = new RequestScanner(16);

    @Test
    void aByteOrderMarkIsLeftOut() {
        OpenAiRequest request = read(("\uFEFF" + CHAT).getBytes(StandardCharsets.UTF_8));

        assertThat(request.requestedModel()).isEqualTo("m");
        assertThat(request.bodyFor("m", -1, Addition.NONE).toString()).isEqualTo(CHAT);
        assertThat(request.bodyFor("other", -1, Addition.NONE).toString())
                .isEqualTo(CHAT.replace("\"m\"", "\"other\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void aWiderEncodingIsNamedWithItsMarkAndWithout(String encoding) {
        for (String mark : new String[] {"", "\uFEFF"}) {
            ClientError error = refused((mark + CHAT).getBytes(Charset.forName(encoding)));

            assertThat(error.status()).isEqualTo(400);
            assertThat(error.code()).isEqualTo("invalid_encoding");
            assertThat(error.message())
                    .isEqualTo("the body is in " + encoding + " (expected: JSON in UTF-8)");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\u00FE{ | the body is not in UTF-8: 0xFE at byte 0 (expected: JSON in UTF-8)",
                "{\"model\":\"t\u00e4\"} | the body is not in UTF-8: 0xE4 at byte 11 (expected: "
                        + "JSON "
                        + "in UTF-8)",
                "{\"model\":\"m\u00c3 | the body is not in UTF-8: 0xC3 at byte 11 (expected: "
                        + "JSON in "
                        + "UTF-8)",
                "'\u001f\u008b\u0008' | the body is compressed with gzip, which no "
                        + "content-encoding "
                        + "says (expected: a JSON object)",
                "(\u00b5/\u00fd | the body is compressed with zstd, which no content-encoding says "
                        + "(expected: a JSON object)"
            })
    void otherBytesAreCalledWhatTheyAre(String latin, String message) {
        ClientError error = refused(latin.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(error.code()).isEqualTo("invalid_encoding");
        assertThat(error.message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the body is empty (expected: a JSON object)",
                "` \n` | the body has only blanks (expected: a JSON object)",
                "[1] | the body must be a JSON object, got an array",
                "12 | the body must be a JSON object, got a number",
                "null | the body must be a JSON object, got null",
                "\"hi\" | the body must be a JSON object, got a string",
                "\"{\\\"model\\\":1}\" | the body must be a JSON object, got a string with JSON in "
                        + "it: encode it once, not twice",
                "model=m&messages=hi | the body is a form (expected: a JSON object)",
                "`--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--x--` | "
                        + "the body "
                        + "is a form in parts (multipart/form-data) (expected: a JSON object)",
                "<html> | the body is XML or HTML (expected: a JSON object)",
                "hello | the body is not valid JSON: the word hello without quotes at byte 0 "
                        + "(expected: a value)",
                "{\"model\":\"m\",\"messages\":[{}]} {} | the body is not valid JSON: a second "
                        + "document at byte 30 (expected: the end, after one document)",
                "{\"model\":\"m\",\"messages\":[{}]}x | the body is not valid JSON: 'x' at byte 29 "
                        + "(expected: the end, after one document)",
                "{\"model\":\"m\",\"top_p\":NaN,\"messages\":[{}]} | the body is not valid "
                        + "JSON: NaN at "
                        + "byte 21 (expected: a finite number or null, JSON has no others)",
                "{\"model\":\"m\",\"model\":\"n\",\"messages\":[{}]} | 'model' appears twice in "
                        + "the body"
            })
    void eachBodyGetsItsOwnMessage(String body, String message) {
        ClientError error = refused(body.getBytes(StandardCharsets.UTF_8));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.message()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u00FE", "{", "1", "\u0000\u0000"})
    void aByteOrTwoAreNoBody(String only) {
        assertThat(refused(only.getBytes(StandardCharsets.ISO_8859_1)).message())
                .isNotBlank();
    }

    private ClientError refused(byte[] body) {
        return catchThrowableOfType(BadRequest.class, () -> read(body)).error();
    }

    private OpenAiRequest read(byte[] body) {
        return scanner.read(Operation.CHAT_COMPLETIONS, body);
    }
}
