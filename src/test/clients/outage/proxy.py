"""A way to the database that can be cut."""

import socket
import struct
import threading


class Proxy:
    """Passes bytes on to a port of this machine, until it is told that there is no database."""

    def __init__(self, target):
        self.target = target
        self.away = False
        self.open = set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        self.away = True
        for one in list(self.open):
            self._end(one)

    def restore(self):
        self.away = False

    def _accept(self):
        while True:
            client, _ = self.listener.accept()
            self.open.add(client)
            if self.away:
                self._end(client)
                continue
            server = socket.create_connection(("127.0.0.1", self.target))
            self.open.add(server)
            for pair in ((client, server), (server, client)):
                threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        finally:
            self._end(source)
            self._end(sink)

    def _end(self, one):
        self.open.discard(one)
        try:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        one.close()
