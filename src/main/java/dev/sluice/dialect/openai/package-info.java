/**
 * OpenAI's protocol: requests are scanned for the few fields that the gateway needs ({@link
 * dev.sluice.dialect.openai.RequestScanner}), chunks are skimmed ({@link
 * dev.sluice.dialect.openai.ChunkSkim}), and errors are written in its envelope.
 */
@NullMarked
package dev.sluice.dialect.openai;

import org.jspecify.annotations.NullMarked;
