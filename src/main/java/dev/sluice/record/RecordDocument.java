package dev.sluice.record;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import com.fasterxml.jackson.dataformat.smile.SmileGenerator;
import com.fasterxml.jackson.dataformat.smile.SmileParser;

import dev.sluice.record.RecordDecoder.UnreadableException;

import io.quarkus.runtime.annotations.RegisterForReflection;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A record as a document of Smile, Jackson's binary form of JSON: every component of the record and
 * its groups by its name. What a document does not have is null, 0 or false, and what this version
 * does not know is passed over; a word that it does not know is read as unknown. Safe from any
 * thread.
 *
 * <p>Text is cut at {@link #TEXT_MAX} characters: what clients put into {@code user} or {@code
 * model} must not outgrow the database's indexes.
 */
@RegisterForReflection(
        targets = {
            InferenceRecord.class,
            InferenceRecord.Request.class,
            InferenceRecord.Routing.class,
            InferenceRecord.Ending.class,
            InferenceRecord.Times.class,
            AttemptRecord.class,
            AttemptRecord.Call.class,
            AttemptRecord.Ending.class,
            AttemptRecord.Times.class,
            AttemptRecord.Tokens.class,
            Judgement.class,
            Served.class,
            RecordedText.class
        })
final class RecordDocument {
    /** Characters that are kept of any name. */
    static final int TEXT_MAX = 512;

    private static final ObjectMapper MAPPER = mapper();
    private static final ObjectWriter WRITER = MAPPER.writerFor(InferenceRecord.class);
    private static final ObjectReader READER = MAPPER.readerFor(InferenceRecord.class);

    private RecordDocument() {}

    /** Writes the document, and nothing behind it. */
    static void write(InferenceRecord inference, OutputStream to) throws IOException {
        try (JsonGenerator generator = WRITER.getFactory().createGenerator(to, JsonEncoding.UTF8)) {
            WRITER.writeValue(generator, inference);
        }
    }

    /** Reads a document that takes all of these bytes. */
    static InferenceRecord read(byte[] bytes, int from, int length) throws UnreadableException {
        try (JsonParser parser = READER.getFactory().createParser(bytes, from, length)) {
            InferenceRecord inference = READER.readValue(parser);
            if (inference == null || parser.nextToken() != null) {
                throw new UnreadableException("a record is not one document");
            }
            check(inference);
            return inference;
        } catch (IOException | RuntimeException e) {
            throw new UnreadableException("a record can't be read: " + e.getMessage());
        }
    }

    /** What is damaged may lack a group, which no Sluice has left out. */
    @SuppressWarnings("ConstantValue")
    private static void check(InferenceRecord it) throws UnreadableException {
        boolean whole = it.id() != null
                && it.request() != null
                && it.request().startedAt() != null
                && it.request().operation() != null
                && it.request().requestedModel() != null
                && it.routing() != null
                && it.routing().route() != null
                && it.ending() != null
                && it.ending().outcome() != null
                && it.ending().times() != null
                && it.attempts() != null
                && it.attempts().stream().allMatch(RecordDocument::isWhole);
        if (!whole) {
            throw new UnreadableException("a record lacks a part that every record has");
        }
    }

    @SuppressWarnings("ConstantValue")
    private static boolean isWhole(AttemptRecord it) {
        return it != null
                && it.call() != null
                && it.call().purpose() != null
                && it.ending() != null
                && it.ending().result() != null
                && it.ending().tokens() != null
                && it.times() != null;
    }

    private static ObjectMapper mapper() {
        SmileFactory factory = SmileFactory.builder()
                .disable(SmileGenerator.Feature.ENCODE_BINARY_AS_7BIT)
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .enable(SmileParser.Feature.REQUIRE_HEADER)
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(16).build())
                .build();
        SimpleModule forms = new SimpleModule()
                .addSerializer(String.class, new CutText())
                .addSerializer(Instant.class, new Moment())
                .addDeserializer(Instant.class, new ReadMoment());
        return new ObjectMapper(factory)
                .registerModule(forms)
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                .configure(
                        DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE, true);
    }

    /** Without half of a character at its end, and with a question mark for one inside. */
    private static final class CutText extends StdScalarSerializer<String> {
        private static final long serialVersionUID = 1;

        CutText() {
            super(String.class);
        }

        @Override
        public void serialize(String value, JsonGenerator to, SerializerProvider provider)
                throws IOException {
            to.writeString(whole(cut(value)));
        }

        private static String cut(String text) {
            if (text.length() <= TEXT_MAX) {
                return text;
            }
            boolean half = Character.isHighSurrogate(text.charAt(TEXT_MAX - 1));
            return text.substring(0, half ? TEXT_MAX - 1 : TEXT_MAX);
        }

        /** Names are ASCII nearly always: no copy for those. */
        private static String whole(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (Character.isSurrogate(text.charAt(i))) {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    return new String(bytes, StandardCharsets.UTF_8);
                }
            }
            return text;
        }
    }

    /** Seconds and nanoseconds. */
    private static final class Moment extends StdScalarSerializer<Instant> {
        private static final long serialVersionUID = 1;

        Moment() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator to, SerializerProvider provider)
                throws IOException {
            to.writeStartArray();
            to.writeNumber(value.getEpochSecond());
            to.writeNumber(value.getNano());
            to.writeEndArray();
        }
    }

    /** What {@link Moment} writes. */
    private static final class ReadMoment extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        ReadMoment() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser from, DeserializationContext context)
                throws IOException {
            long seconds = from.nextLongValue(0);
            long nanos = from.nextLongValue(0);
            if (!from.nextToken().isStructEnd()) {
                throw new JsonParseException(from, "a moment is two numbers");
            }
            return Instant.ofEpochSecond(seconds, nanos);
        }
    }
}
