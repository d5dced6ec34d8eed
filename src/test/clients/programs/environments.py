"""An environment for each program: a virtual environment made by uv, or node_modules; made once per list of versions."""

import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VERSIONS = HERE / "versions"
UV = "uv==0.13.9"


class Environments:
    def __init__(self, cache):
        self.cache = Path(cache).resolve()
        self.cache.mkdir(parents=True, exist_ok=True)

    def command(self, program):
        """What runs the program's script; installs what is missing."""
        if program.kind == "python":
            return [str(self._python(program) / "bin" / "python"), str(HERE / "python" / script(program))]
        return ["node", str(self._node(program) / script(program))]

    def binaries(self, program):
        """The directory of the programs that came with the packages."""
        home = self.cache / program.name
        return str(home / "bin" if program.kind == "python" else home / "node_modules" / ".bin")

    def _python(self, program):
        pinned = VERSIONS / f"{program.name}.txt"
        home = self.cache / program.name
        if not same(pinned, home / "installed.txt"):
            shutil.rmtree(home, ignore_errors=True)
            uv = self._uv()
            # Packages may come from more than one index; the versions are pinned, so the first is not better.
            self._call(uv, "venv", "-q", "-p", sys.executable, home)
            self._call(uv, "pip", "install", "-q", "-p", home / "bin" / "python", "-r", pinned)
            shutil.copy(pinned, home / "installed.txt")
        return home

    def _node(self, program):
        pinned = VERSIONS / program.name
        home = self.cache / program.name
        lock = "package-lock.json"
        if not same(pinned / lock, home / "installed.json"):
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(pinned, home)
            self._call("npm", "ci", "--silent", "--no-audit", "--no-fund", at=home)
            shutil.copy(pinned / lock, home / "installed.json")
        # Modules are looked for beside the script that asks for them.
        for file in (HERE / "node").iterdir():
            shutil.copy(file, home / file.name)
        return home

    def _uv(self):
        home = self.cache / "uv"
        uv = home / "bin" / "uv"
        if not uv.exists():
            self._call(sys.executable, "-m", "venv", home)
            self._call(home / "bin" / "pip", "install", "-q", UV)
        return uv

    def _call(self, *command, at=None):
        environment = {**os.environ, "UV_CACHE_DIR": str(self.cache / "uv-cache"), "UV_NO_PROGRESS": "1"}
        done = subprocess.run(
            [str(part) for part in command], cwd=at, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        if done.returncode != 0:
            raise InstallError(f"'{' '.join(str(part) for part in command)}' failed:\n{done.stdout[-3000:]}")


class InstallError(Exception):
    pass


def script(program):
    ending = ".py" if program.kind == "python" else ".mjs"
    return "try_" + program.name.replace("-", "_") + ending


def same(pinned, installed):
    return installed.exists() and filecmp.cmp(pinned, installed, shallow=False)


def version(program):
    if program.kind == "python":
        pinned = (VERSIONS / f"{program.name}.txt").read_text()
        return re.search(rf"^{re.escape(program.package)}(?:\[.*\])?==(\S+)", pinned, re.MULTILINE).group(1)
    pinned = json.loads((VERSIONS / program.name / "package.json").read_text())
    return pinned["dependencies"][program.package]
