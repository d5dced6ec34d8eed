"""The gateway that the programs ask, with the simulator behind it: started, found, stopped."""

import hashlib
import os
import re
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
KEY = "sk-sluice-programs"


class Gateway:
    """Everything it starts ends with the `with` block."""

    def __init__(self, work, data):
        self.work = Path(work)
        self.data = Path(data)
        self.processes = []

    def __enter__(self):
        try:
            self.simulator = self._start(
                "simulator", ["simulate", "--port", "0", "--script", str(HERE / "upstream.yaml")],
                r"on (http://[0-9.:]*)/v1", 600,
            )
            self.url = self._start(
                "gateway",
                ["run", "--config", str(HERE / "sluice.yaml"), "--port", "0", "--data", str(self.data)],
                r"(http://127\.0\.0\.1:[0-9]*).*ready", 600,
                SIMULATOR_URL=self.simulator, KEY_DIGEST=hashlib.sha256(KEY.encode()).hexdigest(),
            )
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, name, arguments, pattern, seconds, **environment):
        log = self.work / f"{name}.log"
        with log.open("w") as output:
            self.processes.append(subprocess.Popen(
                [str(ROOT / "sluice"), *arguments], stdout=output, stderr=subprocess.STDOUT,
                env={**os.environ, **environment}, start_new_session=True,
            ))
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            said = log.read_text()
            found = re.search(pattern, said)
            if found:
                return found.group(1)
            if self.processes[-1].poll() is not None:
                break
            time.sleep(0.2)
        raise SystemExit(f"the {name} did not start:\n{log.read_text()[-3000:]}")
