package dev.sluice.bench;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;

/**
 * The machine and the software of a run.
 *
 * @param sluice version of the gateway
 * @param flags of the JVM; the gateway and the simulator have the same
 */
public record Machine(String sluice, String java, List<String> flags, String system, int cores) {
    static Machine current() {
        return new Machine(
                version(),
                System.getProperty("java.vm.name") + " "
                        + System.getProperty("java.runtime.version"),
                Installation.flags(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors());
    }

    /** As the build has written it into the jar. */
    private static String version() {
        try (InputStream in = Machine.class.getResourceAsStream(
                "/META-INF/maven/dev.sluice/sluice/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
