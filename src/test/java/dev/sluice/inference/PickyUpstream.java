package dev.sluice.inference;

import dev.sluice.testing.Gateway;

import io.vertx.core.json.JsonObject;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An upstream of bare sockets whose answer depends on the request, bytes and all. */
final class PickyUpstream implements AutoCloseable {
    private static final String LOGPROB =
            "{'content':[{'token':'a','logprob':-0.01,'top_logprobs':[]}]}";

    private final ServerSocket server = Gateway.listenAsOther();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Function<JsonObject, String> answers;

    /** @param answers the whole response for the body of a request */
    PickyUpstream(Function<JsonObject, String> answers) {
        this.answers = answers;
        Thread.ofVirtual().name("picky-upstream").start(this::accept);
    }

    /** The bodies it was asked with, in their order. */
    List<String> bodies() {
        return bodies;
    }

    List<JsonObject> asked() {
        return bodies.stream().map(JsonObject::new).toList();
    }

    /** A whole response. */
    static String response(String status, String type, String body) {
        return "HTTP/1.1 " + status + "\r\nconnection: close\r\ncontent-type: " + type
                + "\r\ncontent-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    static String refusal(int status, String body) {
        return response(status + " No", "application/json", body.replace('\'', '"'));
    }

    /** An answer as it was asked for: a stream or a document, with log-probabilities or not. */
    static String answer(JsonObject request) {
        boolean streaming = request.getBoolean("stream", false);
        boolean chat = request.containsKey("messages");
        Object asked = request.getValue("logprobs");
        boolean logprobs = asked != null && !asked.equals(false);
        String text = chat
                ? "'" + (streaming ? "delta" : "message") + "':{'content':'fine'}"
                : "'text':'fine'";
        String choice = "{'index':0," + text + ",'finish_reason':"
                + (streaming ? "null" : "'stop'")
                + (logprobs ? ",'logprobs':" + LOGPROB : "") + "}";
        String head = "{'id':'x','object':'o','created':1,'model':'served','choices':[";
        if (!streaming) {
            return response(
                    "200 OK",
                    "application/json",
                    (head + choice + "],'usage':{'prompt_tokens':7,'completion_tokens':2}}")
                            .replace('\'', '"'));
        }
        String end =
                "{'index':0," + (chat ? "'delta':{}" : "'text':''") + ",'finish_reason':'stop'}";
        JsonObject options = request.getJsonObject("stream_options", new JsonObject());
        String usage = options.getBoolean("include_usage", false)
                ? "data: " + head + "],'usage':{'prompt_tokens':7,'completion_tokens':2}}\n\n"
                : "";
        return response(
                "200 OK",
                "text/event-stream",
                ("data: " + head + choice + "]}\n\ndata: " + head + end + "]}\n\n" + usage)
                                .replace('\'', '"')
                        + "data: [DONE]\n\n");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                // By the test that is over.
            }
        }
    }

    /** Answers one request for each connection, so that none is kept for the next test. */
    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            int length = Integer.parseInt(head.toString()
                    .toLowerCase(Locale.ROOT)
                    .replaceFirst("(?s).*content-length: (\\d+).*", "$1"));
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            bodies.add(body);
            socket.getOutputStream()
                    .write(answers.apply(new JsonObject(body)).getBytes(StandardCharsets.UTF_8));
        } catch (IOException closed) {
            // By the gateway.
        }
    }
}
