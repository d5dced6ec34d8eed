package dev.sluice.cli;

import dev.sluice.access.KeyStore;
import dev.sluice.access.KeyStore.KeyStoreException;
import dev.sluice.access.NewKey;
import dev.sluice.common.Nearest;
import dev.sluice.config.server.KeyConfig;
import dev.sluice.vocabulary.Role;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.List;

/** {@code ./sluice key}: makes, lists, changes and removes the keys that clients call with. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Makes, lists, changes and removes API keys.")
public final class KeyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything
    private CommandSpec spec;

    /** Without a subcommand there is nothing to run. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "expected a subcommand: new NAME, list, role NAME ROLE or remove NAME");
    }

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description = "Makes a key and prints it once.")
    int create(
            @Parameters(paramLabel = "NAME", description = "Who the key is for.") String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            defaultValue = "client",
                            description = "What it may do, each also what those before it may: "
                                    + "client (ask, the default), reader (figures), reviewer "
                                    + "(texts), operator (experiments) or admin (keys).")
                    String role,
            @Mixin DataOption data) {
        KeyStore store = new KeyStore(data.directory());
        NewKey key;
        try {
            key = NewKey.generate(name, role(role), new SecureRandom());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return report(() -> {
            store.add(key);
            // Only the key goes to standard output, so that KEY=$(./sluice key new NAME) works.
            print(out(), key.token());
            print(
                    err(),
                    "This is the key of " + name + ", with the role "
                            + key.role().label() + ". It is not shown again; its digest is in "
                            + store.file() + ".");
        });
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Lists the keys in the data directory: name and role.")
    int list(@Mixin DataOption data) {
        KeyStore store = new KeyStore(data.directory());
        return report(() -> {
            var keys = store.list();
            if (keys.isEmpty()) {
                print(
                        err(),
                        "There are no keys in " + store.file()
                                + "; ./sluice key new NAME makes one.");
            } else {
                table(keys).print(out());
            }
        });
    }

    @Command(
            name = "role",
            mixinStandardHelpOptions = true,
            description = "Gives a key another role, in force a second later.")
    int give(
            @Parameters(paramLabel = "NAME", description = "The key's name.") String name,
            @Parameters(
                            paramLabel = "ROLE",
                            description = "client, reader, reviewer, operator or admin.")
                    String label,
            @Mixin DataOption data) {
        KeyStore store = new KeyStore(data.directory());
        Role role = role(label);
        return report(() -> {
            store.give(name, role);
            print(err(), "The key of " + name + " has the role " + label + " now.");
        });
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Removes a key: its holder is refused from then on.")
    int remove(
            @Parameters(
                            paramLabel = "NAME",
                            description = "The key's name, as ./sluice key list " + "shows it.")
                    String name,
            @Mixin DataOption data) {
        KeyStore store = new KeyStore(data.directory());
        return report(() -> {
            store.remove(name);
            print(err(), "The key of " + name + " is removed from " + store.file() + ".");
        });
    }

    private Role role(String label) {
        Role role = Role.WORDS.find(label);
        if (role == null) {
            List<String> known = Role.WORDS.labels();
            throw new ParameterException(
                    spec.commandLine(),
                    "the role is '" + label + "', expected one of " + String.join(", ", known)
                            + Nearest.hint(label, known, ""));
        }
        return role;
    }

    private static Table table(List<KeyConfig> keys) {
        Table table = new Table("NAME", "ROLE");
        keys.forEach(key -> table.row(key.name(), key.role().label()));
        return table;
    }

    private int report(Work work) {
        try {
            work.run();
            return 0;
        } catch (KeyStoreException e) {
            print(err(), "error: " + e.getMessage());
            return 1;
        }
    }

    private static void print(PrintWriter to, String line) {
        to.println(line);
        to.flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** The work of a subcommand. */
    private interface Work {
        void run() throws KeyStoreException;
    }
}
