package dev.sluice.simulator;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * A self-signed certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1}, with its key;
 * both are forgotten with the process. Written here because Netty's generator needs Bouncy Castle
 * or closed parts of the JDK.
 */
record LoopbackCertificate(String certificatePem, String keyPem) {
    private static final String ECDSA_WITH_SHA256 = "2a8648ce3d040302";
    private static final String COMMON_NAME = "550403";
    private static final String SUBJECT_ALTERNATIVE_NAME = "551d11";
    private static final Duration VALIDITY = Duration.ofDays(30);
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    static LoopbackCertificate create(InstantSource time) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair keys = generator.generateKeyPair();
            byte[] algorithm = Der.sequence(Der.identifier(ECDSA_WITH_SHA256));
            byte[] content = content(keys, algorithm, time.instant());
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            byte[] certificate = Der.sequence(content, algorithm, Der.bits(signature.sign()));
            return new LoopbackCertificate(
                    pem("CERTIFICATE", certificate),
                    pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM makes no P-256 keys, which TLS needs", e);
        }
    }

    private static byte[] content(KeyPair keys, byte[] algorithm, Instant now) {
        byte[] name = Der.sequence(Der.tagged(
                0x31, Der.sequence(Der.identifier(COMMON_NAME), Der.text(0x0c, "localhost"))));
        byte[] validity = Der.sequence(
                Der.text(0x17, UTC_TIME.format(now.minus(Duration.ofDays(1)))),
                Der.text(0x17, UTC_TIME.format(now.plus(VALIDITY))));
        byte[] names = Der.sequence(
                Der.text(0x82, "localhost"),
                Der.tagged(0x87, new byte[] {127, 0, 0, 1}),
                Der.tagged(0x87, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
        byte[] extension =
                Der.sequence(Der.identifier(SUBJECT_ALTERNATIVE_NAME), Der.tagged(0x04, names));
        return Der.sequence(
                Der.tagged(0xa0, Der.integer(2)), // version 3
                Der.integer(now.toEpochMilli()), // serial number
                algorithm,
                name,
                validity,
                name,
                keys.getPublic().getEncoded(),
                Der.tagged(0xa3, Der.sequence(extension)));
    }

    private static String pem(String label, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }
}
