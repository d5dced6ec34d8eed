package dev.sluice.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * How this Sluice was started, so that others can be started in the same way.
 *
 * @param words everything before the command's name: the JVM, its flags, the jar
 */
record Installation(List<String> words) {
    Installation {
        words = List.copyOf(words);
    }

    /**
     * The one of this process.
     *
     * @throws IOException when it does not run from its jar
     */
    static Installation current() throws IOException {
        String jar = System.getProperty("java.class.path", "");
        if (!jar.endsWith(".jar") || jar.contains(System.getProperty("path.separator", ":"))) {
            throw new IOException(
                    "this Sluice does not run from one jar, so another like it can't be started"
                            + " (expected: quarkus-run.jar); use ./sluice bench");
        }
        String java = ProcessHandle.current()
                .info()
                .command()
                .orElse(System.getProperty("java.home") + "/bin/java");
        List<String> words = new ArrayList<>(List.of(java));
        words.addAll(flags());
        words.addAll(List.of("-jar", jar));
        return new Installation(words);
    }

    /** The flags of this JVM. */
    static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    /** The words that run a command of it. */
    List<String> command(String... arguments) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(arguments));
        return all;
    }
}
