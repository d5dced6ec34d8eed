package dev.sluice.simulator;

/**
 * How the simulator listens.
 *
 * @param host address to listen on; the loopback unless there is a reason
 * @param http2 whether to support HTTP/2 as well as HTTP/1.1: h2c without TLS, ALPN with TLS
 * @param tls whether to use TLS, with a self-signed certificate for localhost
 * @param recordedMax how many of the last requests are kept
 */
public record SimulatorOptions(String host, boolean http2, boolean tls, int recordedMax) {
    public static final SimulatorOptions DEFAULT =
            new SimulatorOptions("127.0.0.1", true, false, 1000);

    public SimulatorOptions withTls(boolean wanted) {
        return new SimulatorOptions(host, http2, wanted, recordedMax);
    }

    public SimulatorOptions withHttp2(boolean wanted) {
        return new SimulatorOptions(host, wanted, tls, recordedMax);
    }

    public SimulatorOptions withRecordedMax(int requests) {
        return new SimulatorOptions(host, http2, tls, requests);
    }
}
