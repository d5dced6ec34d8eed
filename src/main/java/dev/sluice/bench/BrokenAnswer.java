package dev.sluice.bench;

import java.io.IOException;

/** An answer that is not HTTP, or that ends too early. */
final class BrokenAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenAnswer(String message) {
        super(message);
    }
}
