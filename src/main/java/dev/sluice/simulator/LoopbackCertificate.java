package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PfxOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A self-signed certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1}, with its key;
 * both are lost with the process. Made by the running Java's keytool, so that the product needs no
 * library for it.
 */
record LoopbackCertificate(String certificatePem, PfxOptions keys) {
    private static final String ALIAS = "localhost";
    private static final String PASSWORD = "SLUICE_KEYTOOL_PASSWORD";
    private static final int PATIENCE_SECONDS = 30;

    /** Makes a new one. Blocks while keytool runs. */
    static LoopbackCertificate create() {
        try {
            Path directory = Files.createTempDirectory("sluice-certificate");
            Path store = directory.resolve("keys.p12");
            try {
                String password = UUID.randomUUID().toString();
                run(directory, password, command(store));
                KeyStore made = KeyStore.getInstance(store.toFile(), password.toCharArray());
                return new LoopbackCertificate(
                        pem(made.getCertificate(ALIAS).getEncoded()),
                        new PfxOptions()
                                .setPassword(password)
                                .setValue(Buffer.buffer(Files.readAllBytes(store))));
            } finally {
                Files.deleteIfExists(store);
                Files.deleteIfExists(directory.resolve("log"));
                Files.deleteIfExists(directory);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "no certificate could be made, which needs Java's keytool: " + e.getMessage(),
                    e);
        }
    }

    /** Valid from yesterday on, because the clocks of containers differ. */
    private static List<String> command(Path store) {
        String home = System.getProperty("java.home", System.getenv("JAVA_HOME"));
        String keytool =
                home == null ? "keytool" : Path.of(home, "bin", "keytool").toString();
        return List.of(
                keytool,
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass:env",
                PASSWORD,
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=DNS:localhost,IP:127.0.0.1,IP:::1",
                "-startdate",
                "-1d",
                "-validity",
                "31");
    }

    private static void run(Path directory, String password, List<String> command)
            throws IOException {
        Path log = directory.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put(PASSWORD, password);
        Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("it did not end within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException(Files.readString(log).strip());
        }
    }

    private static String pem(byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
    }
}
