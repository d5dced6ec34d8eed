package dev.sluice.database;

import java.io.IOException;
import java.nio.file.Path;

/** A process that starts the database, tells its address, and then waits to be killed. */
public final class DatabaseOwner {
    /** Stands before the address. */
    public static final String READY = "ready ";

    private DatabaseOwner() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]));
        System.out.println(READY + database.url());
        while (System.in.read() >= 0) {
            // The test holds the other end, so that a test that dies takes this process with it.
        }
    }
}
