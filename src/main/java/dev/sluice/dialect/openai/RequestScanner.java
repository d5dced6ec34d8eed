package dev.sluice.dialect.openai;

import static dev.sluice.dialect.ClientError.invalid;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

import dev.sluice.dialect.BadRequest;
import dev.sluice.dialect.RequestReader;
import dev.sluice.vocabulary.Operation;

import java.io.IOException;

/**
 * Reads a request's body in one pass over its JSON tokens: checks that it is one JSON object of
 * bounded depth, takes the few fields that the gateway needs, and remembers their positions. Builds
 * no tree and changes no byte, except that a byte order mark is left out.
 */
final class RequestScanner implements RequestReader {
    private final JsonFactory json;
    private final int maxDepth;

    RequestScanner(int maxDepth) {
        this.maxDepth = maxDepth;
        // Strings and numbers need no bound of their own, because the body has one.
        this.json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    @Override
    public OpenAiRequest read(Operation operation, byte[] sent) {
        byte[] body = TextEncoding.withoutMark(sent);
        try (JsonParser parser = json.createParser(body)) {
            return new RequestReading(operation, body, parser).read();
        } catch (StreamConstraintsException e) {
            throw new BadRequest(invalid(
                    "the body is nested deeper than " + maxDepth + " levels (limits.depth)",
                    null,
                    "json_too_deep"));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new BadRequest(BodyFault.of(body, at == null ? 0 : at.getByteOffset()));
        } catch (IOException e) {
            throw new BadRequest(BodyFault.of(body, 0));
        }
    }
}
