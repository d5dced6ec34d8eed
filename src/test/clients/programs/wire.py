"""Passes bytes between a program and the gateway, unchanged, and writes down what passed."""

import asyncio
import datetime
import threading


class Wire:
    """Listens on a port of its own as long as the `with` block lasts."""

    def __init__(self, url, log):
        self.host, port = url.removeprefix("http://").split(":")
        self.target_port = int(port)
        self.log = log
        self.connections = 0
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.file = open(self.log, "wb")
        self.thread.start()
        self.ready.wait()
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.file.close()

    def _run(self):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        self.loop.run_forever()

    @staticmethod
    async def _end():
        open_ones = asyncio.all_tasks() - {asyncio.current_task()}
        for task in open_ones:
            task.cancel()
        await asyncio.gather(*open_ones, return_exceptions=True)

    async def _serve(self, reader, writer):
        self.connections += 1
        number = self.connections
        upstream_reader, upstream_writer = await asyncio.open_connection(self.host, self.target_port)
        ways = [
            self.loop.create_task(self._pass(number, "asks", reader, upstream_writer)),
            self.loop.create_task(self._pass(number, "is told", upstream_reader, writer)),
        ]
        # Who leaves takes the other side along at once: programs cancel answers by closing their connection.
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for side in (writer, upstream_writer):
                side.close()

    async def _pass(self, number, what, reader, writer):
        try:
            while data := await reader.read(65536):
                time = datetime.datetime.now().isoformat(timespec="milliseconds")
                self.file.write(f"\n=== {time} connection {number} {what}\n".encode() + data)
                self.file.flush()
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
