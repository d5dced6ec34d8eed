package dev.sluice.cli;

import dev.sluice.access.KeyStore;
import dev.sluice.access.KeyStore.KeyStoreException;
import dev.sluice.access.NewKey;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.security.SecureRandom;

/** {@code ./sluice key}: makes, lists and removes the keys that clients call with. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Makes, lists and removes API keys.")
public final class KeyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything
    private CommandSpec spec;

    /** Without a subcommand there is nothing to run. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "expected a subcommand: new NAME, list or remove NAME");
    }

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description = "Makes a key and prints it once.")
    int create(
            @Parameters(paramLabel = "NAME", description = "Who the key is for.") String name,
            @Mixin DataOption data) {
        KeyStore store = new KeyStore(data.directory());
        NewKey key;
        try {
            key = NewKey.generate(name, new SecureRandom());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return report(() -> {
            store.add(key);
            // Only the key goes to standard output, so that KEY=$(./sluice key new NAME) works.
            print(out(), key.token());
            print(
                    err(),
                    "This is the key of " + name + ". It is not shown again; its digest is in "
                            + store.file() + ".");
        });
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Lists the names of the keys in the data directory.")
    int list(@Mixin DataOption data) {
        KeyStore store = new KeyStore(data.directory());
        return report(() -> {
            var keys = store.list();
            keys.forEach(key -> print(out(), key.name()));
            if (keys.isEmpty()) {
                print(
                        err(),
                        "There are no keys in " + store.file()
                                + "; ./sluice key new NAME makes one.");
            }
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
