#!/usr/bin/env python3
"""Takes the database away from a gateway under load, and compares what clients got with what was recorded.

    outage.py [--seconds N] [--rate PER_SECOND] [--clients N] [--only outage|kill]

outage  the database is away for the middle three fifths of the time; no answer may fail, no record may be missing
kill    it is away from the first fifth on; half-way the gateway is killed with SIGKILL and started again while the
        database is still away; it comes back at four fifths. Every record that was on disk arrives, and arrives once.

The database is that of an idle second gateway, which brings PostgreSQL with it, behind a proxy of this script.
"""

import argparse
import http.client
import json
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

from pg import Pg, PgError
from process import ROOT, Process, say
from proxy import Proxy

# What waits in memory for the next write when the process is killed; the gateway gathers for 50 ms.
IN_MEMORY_SECONDS = 0.5


class Load:
    """Clients that ask, one answer after the other, and note the id and the time of each."""

    def __init__(self, clients, rate):
        self.url = None
        self.pause = clients / rate
        self.stopping = False
        self.lock = threading.Lock()
        self.whole = {}
        self.failed = []
        self.threads = [threading.Thread(target=self._run, args=(i,), daemon=True) for i in range(clients)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopping = True
        for thread in self.threads:
            thread.join()

    def _run(self, number):
        connection, url, asked = None, None, 0
        while not self.stopping:
            began = time.monotonic()
            asked += 1
            stream = (asked + number) % 2 == 0
            try:
                if connection is None or url != self.url:
                    url = self.url
                    at = urllib.parse.urlsplit(url)
                    connection = http.client.HTTPConnection(at.hostname, at.port, timeout=30)
                self._ask(connection, stream)
            except (OSError, http.client.HTTPException, AssertionError) as e:
                with self.lock:
                    self.failed.append((time.monotonic(), repr(e)))
                connection = None
                time.sleep(0.05)
            time.sleep(max(0, self.pause - (time.monotonic() - began)))

    def _ask(self, connection, stream):
        body = {"model": "burst" if stream else "sentence", "stream": stream,
                "messages": [{"role": "user", "content": "Say hello"}]}
        connection.request(
            "POST", "/v1/chat/completions", json.dumps(body), {"content-type": "application/json"}
        )
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, f"status {answer.status}: {content[:200]}"
        if stream:
            assert content.endswith(b"data: [DONE]\n\n"), content[-200:]
        with self.lock:
            self.whole[answer.headers["x-request-id"]] = time.monotonic()


class Stage:
    """The simulator, the database behind its proxy, and the gateway under test."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.simulator = Process(
            "simulate", "--port", "0", "--script", str(ROOT / "load-tests/scripts/burst.yaml"), "--record", "0"
        )
        upstream = self.simulator.await_line(r"on (http://[0-9.:]*)/v1")
        host = self.directory / "database"
        host.mkdir()
        (host / "sluice.yaml").write_text("models: {}\n")
        self.host = Process(
            "run", "--port", "0", "--data", str(host), "--config", str(host / "sluice.yaml"), data=host
        )
        self.host.await_line(r"(is ready)")
        self.pg_port = int((host / "postgres/postmaster.pid").read_text().splitlines()[3])
        self.password = (host / "postgres.password").read_text().strip()
        self.ask("sluice", "create database outage")
        self.proxy = Proxy(self.pg_port)
        self.data = self.directory / "gateway"
        self.data.mkdir()
        (self.data / "sluice.yaml").write_text(
            f"upstreams: {{ sim: {{ provider: openai, url: '{upstream}/v1' }} }}\n"
            "models:\n  burst: { kind: base, upstream: sim }\n  sentence: { kind: base, upstream: sim }\n"
            f"database: {{ url: 'postgresql://postgres:{self.password}@127.0.0.1:{self.proxy.port}/outage' }}\n"
        )
        self.gateway = None

    def start_gateway(self):
        self.gateway = Process(
            "run", "--port", "0", "--data", str(self.data), "--config", str(self.data / "sluice.yaml"), data=self.data
        )
        return self.gateway.await_line(r"listens on (\S+) and is ready")

    def ask(self, database, sql):
        connection = Pg(self.pg_port, "postgres", self.password, database)
        try:
            return connection.query(sql)
        finally:
            connection.close()

    def recorded(self):
        try:
            return {row[0] for row in self.ask("outage", "select id from inference")}
        except PgError:
            return set()  # The tables are still to be made.

    def stop(self):
        for process in (self.gateway, self.host, self.simulator):
            if process:
                process.stop()


def await_records(stage, wanted, seconds):
    deadline = time.monotonic() + seconds
    while True:
        missing = wanted - stage.recorded()
        if not missing or time.monotonic() > deadline:
            return missing
        time.sleep(0.5)


def await_first_record(stage, seconds=60):
    """The tables are there, and the outage begins in the middle of things."""
    deadline = time.monotonic() + seconds
    while not stage.recorded():
        if time.monotonic() > deadline:
            raise SystemExit(f"no record within {seconds} s of the first answers")
        time.sleep(0.2)


def report(stage, load, missing, in_memory):
    rows, ids, attempts, twice = stage.ask(
        "outage",
        "select (select count(*) from inference), (select count(distinct id) from inference),"
        " (select count(*) from attempt),"
        " (select count(*) from (select from attempt group by inference_id having count(*) > 1) as t)",
    )[0]
    result = {
        "answers": len(load.whole), "failed": len(load.failed), "rows": int(rows), "doubles": int(rows) - int(ids),
        "attempts": int(attempts), "attempted-twice": int(twice), "missing": len(missing),
        "lost-from-memory-by-kill": in_memory,
    }
    say("  " + json.dumps(result))
    return result


def outage(stage, options):
    say(f"outage: {options.seconds} s of load, the database away for {options.seconds * 3 / 5:.0f} s of them")
    load = Load(options.clients, options.rate)
    load.url = stage.start_gateway()
    load.start()
    await_first_record(stage)
    time.sleep(options.seconds / 5)
    stage.proxy.cut()
    time.sleep(options.seconds * 3 / 5)
    stage.proxy.restore()
    time.sleep(options.seconds / 5)
    load.stop()
    missing = await_records(stage, set(load.whole), options.patience)
    result = report(stage, load, missing, 0)
    for when, what in load.failed[:5]:
        say(f"  failed: {what}")
    return not load.failed and not missing and result["doubles"] == 0 and result["attempted-twice"] == 0


def kill(stage, options):
    say(f"kill: {options.seconds} s of load, SIGKILL half-way while the database is away")
    load = Load(options.clients, options.rate)
    load.url = stage.start_gateway()
    load.start()
    await_first_record(stage)
    time.sleep(options.seconds / 5)
    stage.proxy.cut()
    time.sleep(options.seconds * 3 / 10)
    killed = time.monotonic()
    stage.gateway.kill()
    load.url = stage.start_gateway()
    back = time.monotonic()
    time.sleep(options.seconds * 3 / 10)
    stage.proxy.restore()
    time.sleep(options.seconds / 5)
    load.stop()
    perhaps = {i for i, when in load.whole.items() if killed - IN_MEMORY_SECONDS < when < back}
    missing = await_records(stage, set(load.whole) - perhaps, options.patience)
    result = report(stage, load, missing, len(perhaps - stage.recorded()))
    unexpected = [what for when, what in load.failed if when < killed or when > back + 5]
    for what in unexpected[:5]:
        say(f"  failed: {what}")
    return not unexpected and not missing and result["doubles"] == 0 and result["attempted-twice"] == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20, help="how long each part asks; default 20")
    parser.add_argument("--rate", type=float, default=200, help="answers asked for each second; default 200")
    parser.add_argument("--clients", type=int, default=16, help="connections; default 16")
    parser.add_argument("--patience", type=float, default=120, help="seconds until every record must be there")
    parser.add_argument("--only", choices=("outage", "kill"))
    options = parser.parse_args()
    good = True
    for part in (outage, kill):
        if options.only not in (None, part.__name__):
            continue
        with tempfile.TemporaryDirectory() as directory:
            stage = Stage(directory)
            try:
                good &= part(stage, options)
            finally:
                log = "".join(stage.gateway.lines) if stage.gateway else ""
                stage.stop()
                for line in log.splitlines():
                    if "re.Applier " in line or "re.SpoolWriter " in line:
                        say("  gateway: " + line)
    say("every record arrived once" if good else "NOT every record arrived once, or an answer failed")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
