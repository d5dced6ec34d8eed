package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.config.bind.Secret;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What is read from other programs, and what is written for them. */
class ReadingTest {
    private final FaultCount faults = new FaultCount();

    @Test
    void readsWhatWrkMeasured() throws IOException {
        String said = "Running 1s test @ http://127.0.0.1:1\n  Requests/sec: 1.00\nmeasured 1500 "
                + "2000000 0 0 0 0 0\n";

        LoadClient.Load load = WrkLoad.read(said, "here", faults);

        assertThat(load).isEqualTo(new LoadClient.Load(1500, 2.0));
        assertThat(load.perSecond()).isEqualTo(750);
        assertThat(faults.lines()).isEmpty();
    }

    @Test
    void takesRefusalsOutOfTheAnswersAndReportsEveryError() throws IOException {
        LoadClient.Load load = WrkLoad.read("measured 100 1000000 1 2 3 40 5\n", "here", faults);

        assertThat(load.answers()).isEqualTo(60);
        assertThat(faults.lines())
                .containsExactly(
                        "1 x here: wrk counts it as connect error",
                        "2 x here: wrk counts it as read error",
                        "3 x here: wrk counts it as write error",
                        "40 x here: wrk counts it as status error",
                        "5 x here: wrk counts it as timeout error");
    }

    @Test
    void saysWhatWrkSaidInstead() {
        assertThatThrownBy(() -> WrkLoad.read("unable to connect", "here", faults))
                .hasMessage("wrk did not say what it measured; it said: unable to connect");
    }

    @Test
    void readsTheMemoryOfAProcess() {
        Stream<String> status = Stream.of(
                "Name:\tjava", "VmHWM:\t  999999 kB", "VmRSS:\t  204800 kB", "Threads:\t9");

        assertThat(ProcessMeter.resident(status)).hasValue(200);
    }

    @Test
    void aRequestIsWholeAndCarriesTheKey() {
        Target target = new Target(Target.GATEWAY, 8080, new Secret("sk"));

        assertThat(new String(target.request("{\"ä\":1}"), StandardCharsets.UTF_8))
                .isEqualTo("POST /v1/chat/completions HTTP/1.1\r\nhost: "
                        + "127.0.0.1:8080\r\nauthorization: Bearer sk\r\n"
                        + "content-type: application/json\r\ncontent-length: "
                        + "8\r\n\r\n{\"ä\":1}");
    }

    @Test
    void theDocumentHoldsEveryRepetition() throws IOException {
        Measurement figure = new Measurement("answers", "1/s", Measurement.Comparison.RATIO);
        figure.add(Target.DIRECT, 200);
        figure.add(Target.DIRECT, 210);
        figure.add(Target.GATEWAY, 50);
        Machine machine = new Machine("1.2.3", "a JVM", List.of("-Xmx1g"), "an OS", 2);

        JsonNode read = new ObjectMapper()
                .readTree(JsonReport.write(new BenchResult(
                        BenchPlan.QUICK,
                        machine,
                        "a client",
                        "not pinned",
                        List.of("direct", "gateway"),
                        List.of(figure),
                        List.of("a note"),
                        List.of("an error"))));

        assertThat(read.at("/figures/0/repetitions").toString())
                .isEqualTo("{\"direct\":[200.0,210.0],\"gateway\":[50.0]}");
        assertThat(read.at("/figures/0/comparison").textValue()).isEqualTo("ratio");
        assertThat(read.at("/flags").toString()).isEqualTo("[\"-Xmx1g\"]");
        assertThat(read.at("/cores").intValue()).isEqualTo(2);
        assertThat(read.at("/notes/0").textValue()).isEqualTo("a note");
        assertThat(read.at("/errors/0").textValue()).isEqualTo("an error");
    }
}
