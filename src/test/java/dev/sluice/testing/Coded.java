package dev.sluice.testing;

import io.vertx.core.buffer.Buffer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** The codings that an upstream may use. */
public enum Coded {
    GZIP("gzip"),
    X_GZIP("X-GZIP"),
    ZLIB("deflate"),
    RAW("deflate");

    private final String label;

    Coded(String label) {
        this.label = label;
    }

    /** Its name in {@code content-encoding}. */
    public String label() {
        return label;
    }

    /** A whole text. */
    public byte[] of(String text) {
        Writer writer = new Writer();
        return Buffer.buffer(writer.flush(text)).appendBytes(writer.end()).getBytes();
    }

    /** For a text that is sent part by part. */
    public Writer writer() {
        return new Writer();
    }

    private OutputStream encoder(OutputStream to) throws IOException {
        return switch (this) {
            case GZIP, X_GZIP -> new GZIPOutputStream(to, 512, true);
            case ZLIB -> new DeflaterOutputStream(to, new Deflater(), 512, true);
            case RAW -> new DeflaterOutputStream(to, new Deflater(6, true), 512, true);
        };
    }

    /** Codes a text part by part. */
    public final class Writer {
        private final ByteArrayOutputStream coded = new ByteArrayOutputStream();
        private final OutputStream encoder;

        private Writer() {
            try {
                encoder = encoder(coded);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The bytes up to the end of this part. */
        public byte[] flush(String part) {
            try {
                encoder.write(part.getBytes(StandardCharsets.UTF_8));
                encoder.flush();
                return take();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The last bytes. */
        public byte[] end() {
            try {
                encoder.close();
                return take();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private byte[] take() {
            byte[] bytes = coded.toByteArray();
            coded.reset();
            return bytes;
        }
    }
}
