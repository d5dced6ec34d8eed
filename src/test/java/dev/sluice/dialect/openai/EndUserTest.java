package dev.sluice.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.dialect.Addition;
import dev.sluice.dialect.BadRequest;
import dev.sluice.vocabulary.Operation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class EndUserTest {
    private final RequestScanner scanner = new RequestScanner(16);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "48213",
                "48213.0",
                "1e3",
                "-7",
                "0",
                "123456789012345678901234567890",
                "0.1000000000000000055511151231257827"
            })
    void aNumberIsTheTextAsItIsWritten(String number) {
        OpenAiRequest request =
                read("\"user\":" + number + ",\"metadata\":{\"id\":" + number + "}");

        assertThat(request.user()).isEqualTo(number);
        assertThat(request.metadata()).isEqualTo(Map.of("id", number));
        assertThat(request.bodyFor("m", -1, Addition.NONE).toString())
                .contains("\"user\":" + number + ",");
    }

    @Test
    void aTextIsItself() {
        assertThat(read("\"user\":\"anna\"").user()).isEqualTo("anna");
        assertThat(read("\"user\":\"48213\"").user()).isEqualTo("48213");
        assertThat(read("\"user\":null").user()).isNull();
        assertThat(read("\"user\":\"\"").user()).isEmpty();
        assertThat(read("\"x\":1").user()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true | a boolean (true)",
                "false | a boolean (false)",
                "{\"id\":1} | an object",
                "[48213] | an array"
            })
    void whatIsNoNameIsRefusedByName(String value, String got) {
        BadRequest refused =
                catchThrowableOfType(BadRequest.class, () -> read("\"user\":" + value));

        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.error().code()).isEqualTo("invalid_type");
        assertThat(refused.error().param()).isEqualTo("user");
        assertThat(refused.error().message()).isEqualTo("'user' must be a string, got " + got);
    }

    @Test
    void saysWhatStandsInPlaceOfATextOfTheMetadata() {
        OpenAiRequest request =
                read("\"metadata\":{\"a\":\"1\",\"b\":2,\"c\":[\"x\"],\"d\":{\"e\":\"f\"},"
                        + "\"g\":\"é\",\"h\":null,\"i\":true}");

        assertThat(request.metadata()).isEqualTo(Map.of("a", "1", "b", "2", "g", "é"));
        assertThat(request.oddMetadata("c"))
                .isEqualTo("'metadata.c' is an array (expected: a string)");
        assertThat(request.oddMetadata("d"))
                .isEqualTo("'metadata.d' is an object (expected: a string)");
        assertThat(request.oddMetadata("i"))
                .isEqualTo("'metadata.i' is a boolean (expected: a string)");
        assertThat(request.oddMetadata("a")).isNull();
        assertThat(request.oddMetadata("h")).isNull();
        assertThat(request.oddMetadata("none")).isNull();
    }

    @Test
    void metadataThatIsNoObjectHasNoFields() {
        assertThat(read("\"metadata\":\"a\"").oddMetadata("id"))
                .isEqualTo("'metadata' is a string (expected: an object)");
        assertThat(read("\"metadata\":[{\"id\":\"1\"}]").metadata()).isEmpty();
        assertThat(read("\"metadata\":null").oddMetadata("id")).isNull();
    }

    @Test
    void takesNoMoreMetadataThanOpenAiDoesAndSaysSo() {
        String pairs = IntStream.range(0, 17)
                .mapToObj(i -> "\"k" + i + "\":\"v\"")
                .collect(Collectors.joining(","));

        OpenAiRequest request = read("\"metadata\":{" + pairs + "}");

        assertThat(request.metadata()).hasSize(16).doesNotContainKey("k16");
        assertThat(request.oddMetadata("k3")).isNull();
        assertThat(request.oddMetadata("k16"))
                .isEqualTo("'metadata' has more than 16 fields, and this is none of the first");
    }

    private OpenAiRequest read(String fields) {
        String body = "{\"model\":\"m\"," + fields + ",\"messages\":[{}]}";
        return scanner.read(Operation.CHAT_COMPLETIONS, body.getBytes(StandardCharsets.UTF_8));
    }
}
