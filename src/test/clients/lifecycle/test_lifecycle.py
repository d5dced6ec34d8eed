"""Starts and ends a real gateway in every way a user can. Uses the data directory that ../run has filled."""

import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
SLUICE = str(ROOT / "sluice")
DATA = os.environ["SLUICE_PREPARED_DATA"]
SIMULATOR = os.environ["SIMULATOR_URL"]


def survivors(directory):
    """Command lines of processes that mention the directory."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(directory) in line and entry.parent.name != str(os.getpid()):
            found.append(line)
    return found


def eventually(condition, what, seconds=15):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


class Gateway:
    """A gateway of its own process group, as a shell with job control starts it."""

    def __init__(self, data, *options, env=None, config=None, port="0"):
        arguments = [SLUICE, "run", *(["--port", port] if port else []), "--data", str(data), *options]
        if config is not None:
            file = Path(data) / "test-sluice.yaml"
            file.write_text(config)
            arguments += ["--config", str(file)]
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            env={**os.environ, **(env or {})}, cwd=str(data),
        )
        self.lines = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with self.process.stdout as stdout:
            for line in stdout:
                self.lines.append(line)

    @property
    def output(self):
        return "".join(self.lines)

    def await_ready(self, seconds=90):
        eventually(lambda: "is ready" in self.output or self.process.poll() is not None, self.output, seconds)
        eventually(lambda: "curl -N" in self.output or "Models:" in self.output, self.output)
        self.seconds = time.monotonic() - self.started
        self.url = re.search(r"listens on (\S+)", self.output).group(1)
        return self

    def ask(self, model, stream=True, **fields):
        body = {"model": model, "stream": stream, "messages": [{"role": "user", "content": "Count to five."}], **fields}
        request = urllib.request.Request(
            self.url + "/v1/chat/completions", json.dumps(body).encode(), {"content-type": "application/json"}
        )
        return urllib.request.urlopen(request, timeout=60)

    def health(self, check):
        url = re.search(r"Health and metrics: (\S+)", self.output).group(1)
        try:
            with urllib.request.urlopen(f"{url}/health/{check}", timeout=10) as answer:
                return answer.status, json.load(answer)["status"]
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)["status"]

    def kill(self):
        self.process.kill()
        self.process.wait()


SIMULATED = f"""
upstreams:
  sim: {{ provider: openai, url: "{SIMULATOR}/v1" }}
  local: {{ provider: local }}
models:
  slow: {{ kind: base, upstream: sim }}
  slow-first-token: {{ kind: base, upstream: sim }}
  stall: {{ kind: base, upstream: sim }}
  smollm2: {{ kind: local, upstream: local, file: smollm2-135m-instruct }}
"""


class Lifecycle(unittest.TestCase):
    def test_ctrl_c_lets_open_answers_finish_and_leaves_nothing(self):
        gateway = Gateway(DATA, config=SIMULATED).await_ready()
        stream = gateway.ask("slow")
        first = stream.readline()
        os.killpg(gateway.process.pid, signal.SIGINT)
        eventually(lambda: "waiting for 1 open answers" in gateway.output, gateway.output)
        with self.assertRaises(urllib.error.HTTPError) as refused:
            gateway.ask("slow")
        self.assertEqual(503, refused.exception.code)
        self.assertEqual("1", refused.exception.headers["retry-after"])
        self.assertEqual("close", refused.exception.headers["connection"])
        self.assertEqual((503, "DOWN"), gateway.health("ready"))
        self.assertEqual((200, "UP"), gateway.health("live"))
        rest = stream.read().decode()
        self.assertTrue(first.startswith(b"data: "))
        self.assertTrue(rest.endswith("data: [DONE]\n\n"), rest[-200:])
        gateway.process.wait(timeout=30)
        eventually(lambda: not survivors(DATA), survivors(DATA))

    def test_an_answer_that_does_not_end_ends_in_an_error_event(self):
        gateway = Gateway(DATA, config=SIMULATED + "shutdown: { grace: 1s }\n").await_ready()
        stream = gateway.ask("stall")
        stream.readline()
        gateway.process.send_signal(signal.SIGTERM)
        rest = stream.read().decode()
        self.assertIn('"code":"shutdown"', rest)
        self.assertNotIn("[DONE]", rest)
        gateway.process.wait(timeout=30)
        eventually(lambda: not survivors(DATA), survivors(DATA))

    def test_readiness_fails_before_new_requests_are_refused(self):
        gateway = Gateway(DATA, config=SIMULATED + "shutdown: { delay: 4s, grace: 20s }\n").await_ready()
        self.assertEqual((200, "UP"), gateway.health("ready"))
        gateway.process.send_signal(signal.SIGTERM)
        eventually(lambda: gateway.health("ready") == (503, "DOWN"), gateway.output)
        with gateway.ask("slow-first-token", stream=False) as answer:
            self.assertEqual(200, answer.status)
        self.assertEqual(143, gateway.process.wait(timeout=30))
        eventually(lambda: not survivors(DATA), survivors(DATA))

    def test_the_second_signal_ends_at_once(self):
        gateway = Gateway(DATA, config=SIMULATED + "shutdown: { grace: 1h }\n").await_ready()
        stream = gateway.ask("stall")
        stream.readline()
        gateway.process.send_signal(signal.SIGINT)
        eventually(lambda: "waiting for 1 open answers" in gateway.output, gateway.output)
        gateway.process.send_signal(signal.SIGINT)
        self.assertEqual(130, gateway.process.wait(timeout=10))
        eventually(lambda: not survivors(DATA), survivors(DATA))

    def test_kill_9_leaves_nothing_and_the_next_start_works(self):
        gateway = Gateway(DATA).await_ready()
        self.assertTrue(any("engine.py" in line for line in survivors(DATA)))
        self.assertTrue(any("postgres" in line for line in survivors(DATA)))
        gateway.kill()
        again = Gateway(DATA).await_ready()
        with again.ask("smollm2-135m-instruct", stream=False, max_tokens=4) as answer:
            self.assertEqual("chat.completion", json.load(answer)["object"])
        again.kill()
        eventually(lambda: not survivors(DATA), survivors(DATA))

    def test_the_engine_comes_back_and_its_open_answers_end_in_an_error_event(self):
        gateway = Gateway(DATA).await_ready()
        stream = gateway.ask("smollm2-135m-instruct", max_tokens=2000, temperature=1.5)
        stream.readline()
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            line = entry.read_bytes() if entry.exists() else b""
            if b"engine.py" in line and DATA.encode() in line:
                os.kill(int(entry.parent.name), signal.SIGKILL)
        rest = stream.read().decode()
        self.assertIn('"code":"upstream_cut"', rest)
        self.assertNotIn("[DONE]", rest)

        def answers():
            try:
                with gateway.ask("smollm2-135m-instruct", stream=False, max_tokens=2) as answer:
                    return answer.status == 200
            except urllib.error.HTTPError:
                return False

        eventually(answers, gateway.output, 30)
        gateway.process.send_signal(signal.SIGTERM)
        gateway.process.wait(timeout=30)

    def test_starts_without_a_network_and_says_what_is_missing(self):
        with tempfile.TemporaryDirectory() as data:
            nowhere = {"HF_ENDPOINT": "http://127.0.0.1:1", "PIP_INDEX_URL": "http://127.0.0.1:1/", "PIP_RETRIES": "0",
                       "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
            gateway = Gateway(data, env=nowhere).await_ready()
            self.assertIn("./sluice model pull smollm2-135m-instruct", gateway.output)
            with urllib.request.urlopen(gateway.url + "/v1/models") as models:
                ready = {m["id"]: m["sluice"]["ready"] for m in json.load(models)["data"]}
            self.assertEqual({"all-minilm-l6-v2": True, "smollm2-135m-instruct": False}, ready)
            with self.assertRaises(urllib.error.HTTPError) as refused:
                gateway.ask("smollm2-135m-instruct")
            self.assertIn(refused.exception.code, (502, 503))
            self.assertIn("model pull", refused.exception.read().decode())
            gateway.process.send_signal(signal.SIGTERM)
            gateway.process.wait(timeout=30)
            eventually(lambda: not survivors(data), survivors(data))

    def test_refuses_to_listen_elsewhere_without_keys(self):
        with tempfile.TemporaryDirectory() as data:
            gateway = Gateway(data, config="listen: { host: 0.0.0.0 }\nmodels: {}\n")
            self.assertEqual(1, gateway.process.wait(timeout=60))
            eventually(lambda: "sluice key new" in gateway.output, gateway.output)

    def test_the_ports_of_the_configuration_are_those_that_are_told(self):
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            two.bind(("127.0.0.1", 0))
            ports = one.getsockname()[1], two.getsockname()[1]
        listen = "listen: { port: %d, management: { port: %d } }\n" % ports
        gateway = Gateway(DATA, config=SIMULATED + listen, port=None).await_ready()
        self.assertEqual(f"http://127.0.0.1:{ports[0]}", gateway.url)
        self.assertIn(f"Health and metrics: http://127.0.0.1:{ports[1]}/q", gateway.output)
        self.assertEqual((200, "UP"), gateway.health("live"))
        gateway.process.send_signal(signal.SIGTERM)
        gateway.process.wait(timeout=30)

    def test_first_requests_of_the_readme(self):
        gateway = Gateway(DATA).await_ready()
        readme = (ROOT / "README.md").read_text().replace("http://127.0.0.1:8080", gateway.url)
        curl = re.search(r"```sh\n(curl.*?)```", readme, re.S).group(1)
        answer = subprocess.run(["/bin/sh", "-c", curl], capture_output=True, text=True, timeout=60)
        self.assertTrue(answer.stdout.endswith("data: [DONE]\n\n"), answer.stdout[-300:] + answer.stderr)
        snippet = re.search(r"```python\n(.*?)```", readme, re.S).group(1)
        python = os.environ["SLUICE_OPENAI_PYTHON"]
        answer = subprocess.run([python, "-c", snippet], capture_output=True, text=True, timeout=60)
        self.assertEqual(0, answer.returncode, answer.stderr)
        self.assertTrue(answer.stdout.strip())
        gateway.process.send_signal(signal.SIGTERM)
        gateway.process.wait(timeout=30)

    def test_commands_of_the_readme(self):
        with tempfile.TemporaryDirectory() as data:
            env = {**os.environ, "SLUICE_DATA": data}

            def run(*arguments):
                return subprocess.run([SLUICE, *arguments], env=env, cwd=data, capture_output=True, text=True, timeout=120)

            self.assertIn("sk-sluice-", run("key", "new", "chat-app").stdout)
            self.assertIn("chat-app", run("key", "list").stdout)
            self.assertIn("smollm2-135m-instruct", run("model", "list").stdout)
            self.assertEqual(0, run("engine", "status").returncode)
            self.assertIn("$schema", run("config", "schema").stdout)
            readme = (ROOT / "README.md").read_text()
            example = re.search(r"```yaml\n(.*?)```", readme, re.S).group(1)
            file = Path(data) / "sluice.yaml"
            file.write_text(example)
            env["OPENAI_API_KEY"] = "sk-test"
            checked = run("config", "check", str(file))
            self.assertEqual(0, checked.returncode, checked.stdout + checked.stderr)
            file.write_text(example.replace("kind: base", "kind: bass"))
            self.assertEqual(1, run("config", "check", str(file)).returncode)


if __name__ == "__main__":
    unittest.main()
