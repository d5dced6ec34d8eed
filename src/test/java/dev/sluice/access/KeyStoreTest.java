package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.access.KeyStore.KeyStoreException;
import dev.sluice.config.server.KeyConfig;
import dev.sluice.vocabulary.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

class KeyStoreTest {
    @TempDir
    Path directory;

    @Test
    void makesKeysOfThirtyTwoRandomBytes() {
        NewKey one = NewKey.generate("app", new SecureRandom());
        NewKey two = NewKey.generate("app", new SecureRandom());

        assertThat(one.token()).matches("sk-sluice-[A-Za-z0-9_-]{43}").isNotEqualTo(two.token());
        assertThat(one.sha256()).matches("[0-9a-f]{64}");
        assertThat(one.toString()).isEqualTo("NewKey[name=app]");
    }

    @Test
    void refusesANameThatDoesNotFit() {
        assertThatThrownBy(() -> NewKey.generate("a\"b", new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the name of the key is not valid,"
                        + " expected a letter or digit, then up to 63 letters, digits or . _ -");
    }

    @Test
    void keepsDigestsOnlyAndForTheOwnerOnly() throws KeyStoreException, IOException {
        KeyStore store = new KeyStore(directory.resolve("data"));
        NewKey key = NewKey.generate("app", new SecureRandom());

        store.add(key);

        assertThat(store.file()).isEqualTo(directory.resolve("data/keys.yaml"));
        assertThat(Files.readString(store.file()))
                .contains(key.sha256())
                .doesNotContain(key.token());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.file())))
                .isEqualTo("rw-------");
        assertThat(KeyTable.of(store.list()).find(key.token())).contains(new ApiKey("app"));
    }

    @Test
    void addsToWhatIsThereAndRemovesFromIt() throws KeyStoreException {
        KeyStore store = new KeyStore(directory);
        store.add(NewKey.generate("null", new SecureRandom()));
        store.add(NewKey.generate("2", new SecureRandom()));
        store.add(NewKey.generate("c", new SecureRandom()));

        store.remove("2");

        assertThat(store.list()).extracting(KeyConfig::name).containsExactly("null", "c");
        store.remove("null");
        store.remove("c");
        assertThat(store.list()).isEmpty();
    }

    /** A limit is written by hand; the next key made by the command must not take it away. */
    @Test
    void keepsTheLimitsOfTheOthers() throws KeyStoreException, IOException {
        KeyStore store = new KeyStore(directory);
        store.add(NewKey.generate("a", new SecureRandom()));
        Files.writeString(
                store.file(), Files.readString(store.file()).replace(" }", ", open: 7 }"));

        NewKey other = NewKey.generate("b", new SecureRandom());
        store.add(other);

        assertThat(store.list()).extracting(KeyConfig::open).containsExactly(7, null);
        assertThat(KeyTable.of(store.list()).find(other.token())).contains(new ApiKey("b"));
    }

    @Test
    void keepsTheRoles() throws KeyStoreException, IOException {
        KeyStore store = new KeyStore(directory);
        NewKey admin = NewKey.generate("a", Role.ADMIN, new SecureRandom());
        store.add(admin);
        store.add(NewKey.generate("b", new SecureRandom()));
        store.add(NewKey.generate("c", Role.READER, new SecureRandom()));

        assertThat(store.list())
                .extracting(KeyConfig::role)
                .containsExactly(Role.ADMIN, Role.CLIENT, Role.READER);
        assertThat(KeyTable.of(store.list()).find(admin.token()))
                .contains(new ApiKey("a", null, Role.ADMIN));
        assertThat(Files.readString(store.file())).doesNotContain("role: client");
    }

    @Test
    void leavesNothingBehindButTheFileAndItsLock() throws KeyStoreException, IOException {
        KeyStore store = new KeyStore(directory);
        store.add(NewKey.generate("a", new SecureRandom()));
        store.add(NewKey.generate("b", new SecureRandom()));

        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("keys.yaml", ".keys.lock");
        }
    }

    @Test
    void refusesANameThatIsTakenAndKeepsTheFile() throws KeyStoreException, IOException {
        KeyStore store = new KeyStore(directory);
        store.add(NewKey.generate("app", new SecureRandom()));
        String before = Files.readString(store.file());

        assertThatThrownBy(() -> store.add(NewKey.generate("app", new SecureRandom())))
                .isInstanceOf(KeyStoreException.class)
                .hasMessage("a key named app is already in " + store.file()
                        + "; take another name, or remove it first: ./sluice key remove app");
        assertThat(Files.readString(store.file())).isEqualTo(before);
    }

    @Test
    void refusesToRemoveANameThatIsNotThere() {
        KeyStore store = new KeyStore(directory);

        assertThatThrownBy(() -> store.remove("app"))
                .isInstanceOf(KeyStoreException.class)
                .hasMessage("there is no key of that name in " + store.file()
                        + "; ./sluice key list shows the names");
    }

    @Test
    void leavesAFileAloneThatItDoesNotUnderstand() throws IOException {
        KeyStore store = new KeyStore(directory);
        Files.writeString(store.file(), "keys: none\n");

        assertThatThrownBy(() -> store.add(NewKey.generate("app", new SecureRandom())))
                .isInstanceOf(KeyStoreException.class)
                .hasMessage(store.file() + ":1:1: the file is a mapping, expected a list\n"
                        + "nothing was changed; repair or remove " + store.file());
        assertThat(Files.readString(store.file())).isEqualTo("keys: none\n");
    }

    @Test
    void saysThatTheDirectoryCannotBeWritten() throws IOException {
        Path occupied = Files.writeString(directory.resolve("data"), "a file");
        KeyStore store = new KeyStore(occupied);

        assertThatThrownBy(() -> store.add(NewKey.generate("app", new SecureRandom())))
                .isInstanceOf(KeyStoreException.class)
                .hasMessage("cannot write " + store.file()
                        + ": FileAlreadyExistsException; check that the data"
                        + " directory exists and is writable, or name another with --data");
    }
}
