package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.server.KeyConfig;
import dev.sluice.vocabulary.Role;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

/** What the log says of keys. */
class KeyChangesTest {
    @Test
    void namesWhatWasAddedRemovedReplacedAndLimited() {
        assertThat(KeyChanges.between(
                        List.of(
                                key("app", 'a', null),
                                key("web", 'b', null),
                                key("old", 'c', null),
                                key("bot", 'd', 5)),
                        List.of(
                                key("new", 'e', null),
                                key("app", 'a', null),
                                key("web", 'f', null),
                                key("bot", 'd', null))))
                .contains("keys have changed: added new; removed old; replaced web; limited bot "
                        + "(open: no limit)");
    }

    @Test
    void namesWhoHasAnotherRole() {
        KeyConfig app = key("app", 'a', null);

        assertThat(KeyChanges.between(
                        List.of(app),
                        List.of(new KeyConfig("app", app.sha256(), 5, null, Role.READER))))
                .contains("keys have changed: limited app (open: 5); given another role app "
                        + "(client before, reader now)");
    }

    @Test
    void saysNothingWhenTheyAreTheSameInAnotherOrder() {
        assertThat(KeyChanges.between(
                        List.of(key("app", 'a', null), key("web", 'b', 2)),
                        List.of(key("web", 'b', 2), key("app", 'a', null))))
                .isEmpty();
    }

    @Test
    void listsTwentyNamesAndCountsTheOthers() {
        List<KeyConfig> many = IntStream.range(0, 25)
                .mapToObj(i -> key("key-" + i, (char) ('a' + i % 6), null))
                .toList();

        assertThat(KeyChanges.between(List.of(), many))
                .hasValueSatisfying(line -> assertThat(line).endsWith("key-18, key-19 and 5 more"));
    }

    @Test
    void showsNoDigest() {
        assertThat(KeyChanges.between(List.of(), List.of(key("app", 'a', null))))
                .hasValueSatisfying(line -> assertThat(line).doesNotContain("aaaa"));
    }

    private static KeyConfig key(String name, char digit, @Nullable Integer open) {
        return new KeyConfig(name, String.valueOf(digit).repeat(64), open, null, Role.CLIENT);
    }
}
