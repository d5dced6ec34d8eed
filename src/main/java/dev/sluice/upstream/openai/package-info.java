/**
 * The pass-through lane: any OpenAI-compatible server. {@link
 * dev.sluice.upstream.openai.OpenAiUpstream} first. May import {@code upstream}, {@code config} and
 * {@code model}.
 */
@NullMarked
package dev.sluice.upstream.openai;

import org.jspecify.annotations.NullMarked;
