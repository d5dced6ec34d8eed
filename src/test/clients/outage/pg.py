"""As much of PostgreSQL's protocol as it takes to ask a question: SCRAM-SHA-256 and the simple query."""

import base64
import hashlib
import hmac
import os
import socket
import struct


class PgError(Exception):
    pass


class Pg:
    def __init__(self, port, user, password, database):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.file = self.socket.makefile("rb")
        parameters = b"".join(p.encode() + b"\0" for p in ("user", user, "database", database)) + b"\0"
        self.socket.sendall(struct.pack("!II", len(parameters) + 8, 196608) + parameters)
        self._authenticate(password)
        while self._receive()[0] != b"Z":
            pass

    def _send(self, kind, payload):
        self.socket.sendall(kind + struct.pack("!I", len(payload) + 4) + payload)

    def _receive(self):
        head = self.file.read(5)
        if len(head) < 5:
            raise PgError("the database has ended the connection")
        payload = self.file.read(struct.unpack("!I", head[1:])[0] - 4)
        if head[:1] == b"E":
            raise PgError(payload.replace(b"\0", b" ").decode())
        return head[:1], payload

    def _authenticate(self, password):
        nonce = base64.b64encode(os.urandom(18)).decode()
        bare = "n=,r=" + nonce
        kind, payload = self._receive()
        if struct.unpack("!I", payload[:4])[0] != 10:
            raise PgError("expected SCRAM-SHA-256")
        first = ("n,," + bare).encode()
        self._send(b"p", b"SCRAM-SHA-256\0" + struct.pack("!I", len(first)) + first)
        server = self._receive()[1][4:].decode()
        fields = dict(part.split("=", 1) for part in server.split(","))
        salted = hashlib.pbkdf2_hmac(
            "sha256", password.encode(), base64.b64decode(fields["s"]), int(fields["i"])
        )
        client = hmac.digest(salted, b"Client Key", "sha256")
        final = "c=biws,r=" + fields["r"]
        message = ",".join((bare, server, final)).encode()
        signature = hmac.digest(hashlib.sha256(client).digest(), message, "sha256")
        proof = bytes(a ^ b for a, b in zip(client, signature))
        self._send(b"p", (final + ",p=" + base64.b64encode(proof).decode()).encode())
        self._receive()
        self._receive()

    def query(self, sql):
        """Rows as lists of texts."""
        self._send(b"Q", sql.encode() + b"\0")
        rows, error = [], None
        while True:
            try:
                kind, payload = self._receive()
            except PgError as e:
                error = e
                continue
            if kind == b"D":
                at, row = 2, []
                for _ in range(struct.unpack("!H", payload[:2])[0]):
                    length = struct.unpack("!i", payload[at:at + 4])[0]
                    at += 4
                    row.append(None if length < 0 else payload[at:at + length].decode())
                    at += max(0, length)
                rows.append(row)
            if kind == b"Z":
                if error:
                    raise error
                return rows

    def close(self):
        self.socket.close()
