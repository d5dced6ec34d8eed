package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.ApiKey;
import dev.sluice.access.KeyStore;
import dev.sluice.access.KeyStore.KeyStoreException;
import dev.sluice.access.KeyTable;
import dev.sluice.vocabulary.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

class KeyCommandTest {
    @TempDir
    Path directory;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @Test
    void printsTheKeyAloneAndSaysWhereItsDigestIs() throws KeyStoreException {
        assertThat(execute("new", "app")).isZero();

        String token = out.toString().strip();
        assertThat(out).hasToString(token + "\n");
        assertThat(err)
                .hasToString(
                        "This is the key of app, with the role client. It is not shown again; its "
                                + "digest is in "
                                + directory.resolve("keys.yaml") + ".\n");
        assertThat(KeyTable.of(new KeyStore(directory).list()).find(token))
                .contains(new ApiKey("app"));
    }

    @Test
    void refusesANameTwice() {
        execute("new", "app");

        assertThat(execute("new", "app")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err)
                .hasToString(
                        "error: a key named app is already in " + directory.resolve("keys.yaml")
                                + "; take another name, or remove it first: ./sluice key remove "
                                + "app\n");
    }

    @Test
    void takesANameThatDoesNotFitForAMistakeInUse() {
        assertThat(execute("new", "a b")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("the name of the key is not valid,"
                        + " expected a letter or digit, then up to 63 letters, digits or . _ -\n");
        assertThat(directory.resolve("keys.yaml")).doesNotExist();
    }

    @Test
    void listsKeysInTheOrderTheyWereMade() {
        execute("new", "web");
        execute("new", "app", "--role", "operator");

        assertThat(execute("list")).isZero();
        assertThat(out).hasToString("NAME  ROLE\nweb   client\napp   operator\n");
    }

    @Test
    void makesAKeyWithARole() throws KeyStoreException {
        assertThat(execute("new", "ops", "--role", "operator")).isZero();

        assertThat(KeyTable.of(new KeyStore(directory).list())
                        .find(out.toString().strip()))
                .contains(new ApiKey("ops", null, Role.OPERATOR));
        assertThat(err.toString())
                .startsWith("This is the key of ops, with the role operator. It is not ");
    }

    @Test
    void takesARoleThatDoesNotExistForAMistakeInUse() {
        assertThat(execute("new", "ops", "--role", "oprator")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("the role is 'oprator', expected one of client, reader, reviewer, "
                        + "operator, admin, did you mean operator?\n");
        assertThat(directory.resolve("keys.yaml")).doesNotExist();
    }

    @Test
    void givesAKeyAnotherRole() {
        execute("new", "web");
        execute("new", "app");

        assertThat(execute("role", "app", "admin")).isZero();
        assertThat(err).hasToString("The key of app has the role admin now.\n");
        execute("list");
        assertThat(out).hasToString("NAME  ROLE\nweb   client\napp   admin\n");
        assertThat(execute("role", "ap", "admin")).isEqualTo(1);
        assertThat(err)
                .hasToString("error: there is no key of that name in "
                        + directory.resolve("keys.yaml") + "; ./sluice key list shows the names\n");
        assertThat(execute("role", "app", "root")).isEqualTo(2);
    }

    @Test
    void saysThatThereAreNoKeys() {
        assertThat(execute("list")).isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(err)
                .hasToString("There are no keys in " + directory.resolve("keys.yaml")
                        + "; ./sluice key new NAME makes one.\n");
        assertThat(Files.exists(directory.resolve("keys.yaml"))).isFalse();
    }

    @Test
    void removesAKey() {
        execute("new", "app");

        assertThat(execute("remove", "app")).isZero();
        assertThat(err)
                .hasToString(
                        "The key of app is removed from " + directory.resolve("keys.yaml") + ".\n");
        assertThat(execute("remove", "app")).isEqualTo(1);
        assertThat(err)
                .hasToString("error: there is no key of that name in "
                        + directory.resolve("keys.yaml") + "; ./sluice key list shows the names\n");
    }

    @Test
    void takesAMissingSubcommandForAMistakeInUse() {
        int status =
                new CommandLine(new KeyCommand()).setErr(new PrintWriter(err)).execute();

        assertThat(status).isEqualTo(2);
        assertThat(err.toString())
                .startsWith(
                        "expected a subcommand: new NAME, list, role NAME ROLE or remove NAME\n");
    }

    /**
     * Runs one command in a data directory of its own; the writers hold what this run has written.
     */
    private int execute(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = directory.toString();
        return new CommandLine(new KeyCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }
}
