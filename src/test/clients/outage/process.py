"""Commands of ./sluice, as the scripts beside this one run them."""

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
SLUICE = str(ROOT / "sluice")


def say(text):
    print(text, flush=True)


class Process:
    """A ./sluice command in a process group of its own."""

    def __init__(self, *arguments, data=None):
        env = {**os.environ, **({"SLUICE_DATA": str(data)} if data else {})}
        self.lines = []
        self.process = subprocess.Popen(
            [SLUICE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env,
            start_new_session=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with self.process.stdout as stdout:
            for line in stdout:
                self.lines.append(line)

    def await_line(self, pattern, seconds=240):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = re.search(pattern, "".join(self.lines))
            if found:
                return found.group(1)
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise SystemExit(f"no line like {pattern!r} within {seconds} s:\n" + "".join(self.lines))

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                self.kill()
