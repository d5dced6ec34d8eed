package dev.sluice.record.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.vertx.sqlclient.Row;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One line of an export.
 *
 * @param text null where none was asked for or none is kept
 */
record ExportLine(
        @JsonUnwrapped InferenceView inference,

        @JsonUnwrapped @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Text text) {
    /**
     * The bodies as text. Bytes that are no UTF-8 are replaced.
     *
     * @param answerCut whether the answer was longer than what is kept
     */
    record Text(@JsonIgnore UUID inference, String request, String answer, boolean answerCut) {
        static Text of(Row row) {
            return new Text(
                    row.getUUID("inference_id"),
                    row.getBuffer("request").toString(StandardCharsets.UTF_8),
                    row.getBuffer("answer").toString(StandardCharsets.UTF_8),
                    row.getBoolean("answer_cut"));
        }
    }

    static List<ExportLine> withoutText(List<InferenceView> found) {
        return found.stream().map(one -> new ExportLine(one, null)).toList();
    }

    /**
     * The inferences before the first whose text is not among these; at least one, without its text
     * if that has been dropped meanwhile.
     */
    static List<ExportLine> withText(List<InferenceView> found, List<Text> texts) {
        Map<UUID, Text> byId =
                texts.stream().collect(Collectors.toMap(Text::inference, Function.identity()));
        List<ExportLine> lines = new ArrayList<>();
        for (InferenceView one : found) {
            Text text = byId.get(one.id());
            if (one.hasText() && text == null && !lines.isEmpty()) {
                break;
            }
            lines.add(new ExportLine(one, text));
        }
        return lines;
    }
}
