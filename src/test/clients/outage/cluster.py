"""Three gateways on one database behind a balancer."""

import http.client
import itertools
import json
import urllib.parse
from pathlib import Path

from pg import Pg
from process import Process
from proxy import Proxy

# A whole stage's time must not pass while this runs.
STAGES = [{"share": 5000, "duration": "2d", "units": 100}, {"share": 10000, "duration": "1d", "units": 0}]
SCRIPT = json.dumps({"models": {"broken": [{"status": 503}]}, "default": ["role", {"text": "Yes."}, "finish", "usage", "done"]})


class Balancer(Proxy):
    """Gives each new connection to the next replica."""

    def __init__(self, targets):
        self.targets = itertools.cycle(targets)
        super().__init__(None)

    @property
    def target(self):
        return next(self.targets)

    @target.setter
    def target(self, _):
        pass


class Api:
    """One address, one connection for each request: a balancer then has something to balance."""

    def __init__(self, url):
        self.at = urllib.parse.urlsplit(url)

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection(self.at.hostname, self.at.port, timeout=30)
        try:
            headers = {"content-type": "application/json"} if body is not None else {}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def ask(self, route, user):
        """The variant and the model of an answer."""
        status, headers, content = self.call(
            "POST", "/v1/chat/completions", {"model": route, "user": user, "messages": [{"role": "user", "content": "?"}]}
        )
        assert status == 200, f"status {status}: {content[:300]}"
        return headers.get("x-sluice-variant", ""), headers["x-sluice-model"]

    def command(self, path, body):
        status, _, content = self.call("POST", "/api/experiments" + path, body)
        assert status in (200, 201), f"{path} answered {status}: {content[:300]}"
        return json.loads(content)

    def experiment(self, name):
        return json.loads(self.call("GET", "/api/experiments/" + name)[2])

    def start(self, name, route, model):
        self.command("", {"id": name, "route": route, "candidate": model, "rollout": {"stages": STAGES}})
        self.command(f"/{name}/start", {})


class Cluster:
    """The simulator, the database, three gateways and the balancer before them."""

    def __init__(self, directory):
        self.directory = Path(directory)
        script = self.directory / "script.json"
        script.write_text(SCRIPT)
        self.simulator = Process("simulate", "--port", "0", "--script", str(script), "--record", "0")
        self.upstream = self.simulator.await_line(r"on (http://[0-9.:]*)/v1")
        host = self.directory / "database"
        host.mkdir()
        (host / "sluice.yaml").write_text("models: {}\n")
        self.host = Process("run", "--port", "0", "--data", str(host), "--config", str(host / "sluice.yaml"), data=host)
        self.host.await_line(r"(is ready)")
        self.pg_port = int((host / "postgres/postmaster.pid").read_text().splitlines()[3])
        self.password = (host / "postgres.password").read_text().strip()
        self.sql("create database replicas", "sluice")
        self.proxy = Proxy(self.pg_port)
        self.processes = {}
        self.urls = {}
        for name in ("a", "b", "c"):
            self.start(name)
        self.replicas = {name: Api(url) for name, url in self.urls.items()}
        self.balancer = Balancer([urllib.parse.urlsplit(url).port for url in self.urls.values()])
        self.front = Api(f"http://127.0.0.1:{self.balancer.port}")

    def start(self, name):
        data = self.directory / name
        data.mkdir(exist_ok=True)
        port = self.proxy.port if name == "c" else self.pg_port
        models = "".join(f"  {m}: {{ kind: base, upstream: sim }}\n" for m in ("v1", "v2", "broken"))
        routes = "".join(f"  {r}: {{ ladder: [{{ model: v1 }}] }}\n" for r in ("same", "rollback", "cut", "done", "breaker"))
        (data / "sluice.yaml").write_text(
            f"upstreams: {{ sim: {{ provider: openai, url: '{self.upstream}/v1', breaker: {{ enabled: false }} }} }}\n"
            f"models:\n{models}routes:\n{routes}"
            f"database: {{ url: 'postgresql://postgres:{self.password}@127.0.0.1:{port}/replicas' }}\n"
        )
        self.processes[name] = Process(
            "run", "--port", "0", "--data", str(data), "--config", str(data / "sluice.yaml"), data=data
        )
        self.urls[name] = self.processes[name].await_line(r"listens on (\S+) and is ready")

    def restart(self, name):
        """As after a crash, on another port: who asks a replica by its name goes on."""
        self.processes[name].kill()
        self.start(name)
        self.replicas[name].at = urllib.parse.urlsplit(self.urls[name])

    def experiment_state(self, name):
        return self.replicas["a"].experiment(name)["state"]

    def sql(self, text, database="replicas"):
        connection = Pg(self.pg_port, "postgres", self.password, database)
        try:
            return connection.query(text)
        finally:
            connection.close()

    def stop(self):
        for process in (*self.processes.values(), self.host, self.simulator):
            process.stop()
