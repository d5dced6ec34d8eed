package dev.sluice.config.record;

import dev.sluice.config.bind.Setting;

/** What the records of a route's inferences contain besides figures. */
public record RecordingConfig(
        @Setting(
                value = "Whether the text of prompts and answers is kept, for as long as "
                        + "records.keep-text says.",
                byDefault = "false")
        boolean text) {}
