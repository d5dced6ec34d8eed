package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a document that a test observes, between two comments that name the test. */
record DocumentedTable(Path document, Class<?> test) {
    /** Compares it with what was observed; writes it anew with {@code -Dreliability.write=true}. */
    void check(String markdown) {
        try {
            String text = Files.readString(document);
            String begin = "<!-- Observed by " + test.getSimpleName() + ", which writes it: -->\n";
            String end = "<!-- End of what " + test.getSimpleName() + " writes. -->\n";
            assertThat(text).contains(begin).contains(end);
            String observed = text.substring(0, text.indexOf(begin) + begin.length())
                    + markdown
                    + text.substring(text.indexOf(end));
            if (Boolean.getBoolean("reliability.write")) {
                Files.writeString(document, observed);
            }
            assertThat(Files.readString(document))
                    .as(document + "; write it anew with -Dtest=" + test.getSimpleName()
                            + " -Dreliability.write=true")
                    .isEqualTo(observed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
