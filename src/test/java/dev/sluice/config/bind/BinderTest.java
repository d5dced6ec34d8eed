package dev.sluice.config.bind;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** The kernel on records of its own: it needs nothing of what Sluice configures. */
class BinderTest {
    private final Diagnostics diagnostics = new Diagnostics(List.of("file.yaml"));

    @Test
    void bindsEveryNotation() {
        Garden garden = bind("""
                name: orchard
                beds: 3
                slope: 0.5
                price: 12.50
                open: true
                watering: 90s
                planted: 2026-01-31
                kept: 30d
                tank: 2MiB
                site: https://garden.test
                fence: 10.0.0.0/8
                gate: s3cret
                soil: loose-sand
                """);

        assertThat(problems()).isEmpty();
        assertThat(garden)
                .isEqualTo(new Garden(
                        "orchard",
                        3,
                        0.5,
                        new BigDecimal("12.50"),
                        true,
                        Duration.ofSeconds(90),
                        LocalDate.of(2026, 1, 31),
                        new Days(30),
                        new ByteSize(2 << 20),
                        URI.create("https://garden.test"),
                        new Network(InetAddress.ofLiteral("10.0.0.0"), 8),
                        new Secret("s3cret"),
                        Soil.LOOSE_SAND,
                        List.of(),
                        Map.of()));
    }

    @Test
    void bindsListsAndNamesOfRecords() {
        Garden garden = bind("""
                name: orchard
                trees: [ { kind: pear }, { kind: apple, height: 4 } ]
                keepers: { anna: { kind: oak, height: 9 } }
                """);

        assertThat(problems()).isEmpty();
        assertThat(garden.trees()).containsExactly(new Tree("pear", 2), new Tree("apple", 4));
        assertThat(garden.keepers()).isEqualTo(Map.of("anna", new Tree("oak", 9)));
    }

    @Test
    void fillsInDefaultsAndLeavesOutWhatMayBeAbsent() {
        Garden garden = bind("name: orchard");

        assertThat(problems()).isEmpty();
        assertThat(garden.beds()).isEqualTo(1);
        assertThat(garden.soil()).isEqualTo(Soil.CLAY);
        assertThat(garden.site()).isNull();
    }

    @Test
    void tellsEveryProblemWithItsPlaceAndGoesOn() {
        Garden garden = bind("""
                beds: many
                slop: 1
                soil: lose-sand
                trees: [ { kind: pear, height: 99 }, 7 ]
                gate: { a: 1 }
                """);

        assertThat(problems())
                .containsExactly(
                        "file.yaml:1:1: name is missing, expected text",
                        "file.yaml:1:7: beds is \"many\", expected a whole number from 1 to 9",
                        "file.yaml:2:1: slop is not a known field, did you mean slope?",
                        "file.yaml:3:7: soil is \"lose-sand\", expected one of clay, loose-sand,"
                                + " did you mean loose-sand?",
                        "file.yaml:4:32: trees[0].height is \"99\", expected a whole number from 1"
                                + " to 20",
                        "file.yaml:4:38: trees[1] is a single value, expected the fields kind,"
                                + " height",
                        "file.yaml:5:1: gate is a mapping, expected text");
        assertThat(garden.beds()).isEqualTo(1);
        assertThat(garden.trees()).containsExactly(new Tree("pear", 2), new Tree("", 2));
    }

    @Test
    void showsNoSecret() {
        assertThat(bind("{ name: a, gate: s3cret }").toString()).doesNotContain("s3cret");
    }

    private Garden bind(String yaml) {
        FieldPath root = FieldPath.root("file.yaml");
        ByteBuffer content = ByteBuffer.wrap(yaml.getBytes(StandardCharsets.UTF_8));
        return new Binder(diagnostics, new Variables(name -> null))
                .root(Garden.class, YamlTree.parse(content, root, diagnostics), root);
    }

    private List<String> problems() {
        return diagnostics.problems().stream().map(ConfigProblem::toString).toList();
    }

    enum Soil {
        CLAY,
        LOOSE_SAND
    }

    record Tree(
            @Setting(value = "What it is.", required = true) String kind,

            @Setting(value = "In metres.", byDefault = "2", min = 1, max = 20)
            int height) {}

    /** A field of every type that a file can hold. */
    record Garden(
            @Setting(value = "What it is called.", required = true)
            String name,

            @Setting(value = "How many.", byDefault = "1", min = 1, max = 9)
            int beds,

            @Setting(value = "How steep.", byDefault = "0") double slope,

            @Setting(value = "What it costs.", byDefault = "0")
            BigDecimal price,

            @Setting(value = "For everybody.", byDefault = "false")
            boolean open,

            @Setting(value = "How long.", byDefault = "1m") Duration watering,
            @Setting("When.") @Nullable LocalDate planted,

            @Setting(value = "How long.", byDefault = "forever")
            Days kept,

            @Setting(value = "How much.", byDefault = "1KiB")
            ByteSize tank,

            @Setting("Where.") @Nullable URI site,
            @Setting("Around it.") @Nullable Network fence,
            @Setting("How to come in.") @Nullable Secret gate,

            @Setting(value = "What it is on.", byDefault = "clay")
            Soil soil,

            @Setting("What grows there.") List<Tree> trees,
            @Setting("Whose is what.") Map<String, Tree> keepers) {}
}
