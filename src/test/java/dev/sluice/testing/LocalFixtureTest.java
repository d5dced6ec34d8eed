package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.store.GgufHeader;
import dev.sluice.upstream.local.EngineEnvironment;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class LocalFixtureTest {
    @Test
    void theDefaultModelSaysWhatTheEngineNeedsToKnow() throws Exception {
        // Given
        Path model = LocalFixture.model();

        // When
        GgufHeader header = GgufHeader.read(model);

        // Then
        assertThat(header.version()).isEqualTo(3);
        assertThat(header.architecture()).isEqualTo("llama");
        assertThat(header.type()).isEqualTo("model");
        assertThat(header.licence()).contains("apache-2.0");
        assertThat(header.quantisation()).isEqualTo("Q4_1");
        assertThat(header.contextLength()).hasValue(8192);
        assertThat(header.tensorCount()).isEqualTo(272);
        assertThat(header.specialTokens()).hasSize(17);
        assertThat(header.controlIds()).hasSize(17).contains(0, 1, 2);
        assertThat(header.vocabularySize()).isEqualTo(49_152);
        assertThat(header.controlTexts())
                .hasSize(17)
                .contains("<|im_start|>", "<|im_end|>", "<|endoftext|>");
    }

    @Test
    void theEngineIsInstalledOnFirstUse() {
        // When
        EngineEnvironment environment = LocalFixture.engine();

        // Then
        assertThat(environment.installed()).isTrue();
        assertThat(environment.python()).isExecutable();
    }
}
