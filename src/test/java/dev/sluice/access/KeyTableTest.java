package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.server.KeyConfig;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

class KeyTableTest {
    /** SHA-256 of "abc", from FIPS 180-2. */
    private static final String ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void findsAKeyByItsDigest() {
        KeyTable table = KeyTable.of(List.of(new KeyConfig("app", ABC)));

        assertThat(table.find("abc")).contains(new ApiKey("app"));
        assertThat(table.isEmpty()).isFalse();
    }

    @Test
    void findsNothingForAnyOtherToken() {
        KeyTable table = KeyTable.of(List.of(new KeyConfig("app", ABC)));

        assertThat(table.find("abd")).isEmpty();
        assertThat(table.find("")).isEmpty();
        assertThat(table.find(ABC)).isEmpty();
    }

    @Test
    void findsNothingWithoutKeys() {
        assertThat(KeyTable.of(List.of()).find("abc")).isEmpty();
        assertThat(KeyTable.of(List.of()).isEmpty()).isTrue();
    }

    @Test
    void comparesTheWholeDigestAmongThoseThatBeginAlike() {
        // Given digests that share their first eight bytes with the one of "abc", on both sides of
        // it
        String first = ABC.substring(0, 16);
        List<KeyConfig> alike = new ArrayList<>(List.of(
                new KeyConfig("low", first + "0".repeat(48)),
                new KeyConfig("app", ABC),
                new KeyConfig("high", first + "f".repeat(48)),
                new KeyConfig("higher", first + "f".repeat(47) + "e")));

        for (int turns = 0; turns < alike.size(); turns++) {
            // The search may begin at any of them: the right one has to be found in every place.
            Collections.rotate(alike, 1);
            assertThat(KeyTable.of(alike).find("abc")).contains(new ApiKey("app"));
        }
        alike.removeIf(key -> key.name().equals("app"));
        assertThat(KeyTable.of(alike).find("abc")).isEmpty();
    }

    @Test
    void tellsManyKeysApart() {
        SecureRandom random = new SecureRandom();
        List<NewKey> keys = IntStream.range(0, 500)
                .mapToObj(i -> NewKey.generate("k" + i, random))
                .toList();
        KeyTable table = KeyTable.of(keys.stream().map(NewKey::stored).toList());

        assertThat(keys)
                .allSatisfy(key ->
                        assertThat(table.find(key.token())).contains(new ApiKey(key.name())));
    }

    @Test
    void refusesADigestOfAnotherLength() {
        assertThatThrownBy(() -> KeyTable.of(List.of(new KeyConfig("app", "abcd"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("digest of key app has 2 bytes, expected 32");
    }
}
