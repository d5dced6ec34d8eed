package dev.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The program nginx as a plain proxy in front of the simulator: hardly any proxy in a
 * general-purpose language costs less. Set up for speed: connections to the upstream are kept alive
 * and never retired, there is no access log, and answers are passed on as they come.
 */
final class Nginx {
    /** Matches no line: nginx says nothing when it starts well. */
    private static final Pattern SILENT = Pattern.compile("(?!)");

    private static final int CONNECT_TRIES = 100;

    private Nginx() {}

    /** Starts it and waits until it accepts connections. */
    static Target start(Path program, Workplace workplace, Placement placement, int upstreamPort)
            throws IOException, InterruptedException {
        Path home = workplace.directory("nginx");
        int port = freePort();
        Path config = workplace.file(
                "nginx.conf", config(home, port, upstreamPort, placement.proxyCores()));
        Path errors = home.resolve("error.log");
        List<String> words = placement.proxy(List.of(
                program.toString(),
                "-p",
                home.toString(),
                "-e",
                errors.toString(),
                "-c",
                config.toString()));
        ChildProcess process = workplace.start("nginx", words, SILENT);
        for (int i = 1; !listens(port); i++) {
            if (i == CONNECT_TRIES || !process.runs()) {
                throw new IOException("nginx does not listen; it wrote: "
                        + (Files.isReadable(errors)
                                ? Files.readString(errors).strip()
                                : "nothing"));
            }
            process.pause(Duration.ofMillis(50));
        }
        return new Target(Target.NGINX, port, null, new ProcessMeter(process.handle(), true));
    }

    /** As many workers as cores, and otherwise the defaults, unless they cost speed. */
    static String config(Path home, int port, int upstreamPort, int workers) {
        return """
                daemon off;
                worker_processes %4$d;
                worker_rlimit_nofile 65536;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log warn;
                events { worker_connections 32768; }
                http {
                  access_log off;
                  server_tokens off;
                  tcp_nodelay on;
                  keepalive_timeout 1h;
                  keepalive_requests 1000000000;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  upstream simulator {
                    server 127.0.0.1:%3$d;
                    keepalive 512;
                    keepalive_requests 1000000000;
                    keepalive_timeout 1h;
                  }
                  server {
                    listen 127.0.0.1:%2$d backlog=4096;
                    location / {
                      proxy_pass http://simulator;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_buffering off;
                      proxy_read_timeout 1h;
                    }
                  }
                }
                """.formatted(home, port, upstreamPort, workers);
    }

    /** Another process could take the port before it is used, but would have to be very quick. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try {
            new Connection(new Target(Target.NGINX, port, null)).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
