/**
 * Computes embeddings without a server: {@link dev.sluice.upstream.embedding.EmbeddingUpstream}.
 * May import {@code upstream}, {@code config} and {@code model}.
 */
@NullMarked
package dev.sluice.upstream.embedding;

import org.jspecify.annotations.NullMarked;
