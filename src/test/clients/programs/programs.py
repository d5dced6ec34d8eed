"""Installs the programs, starts a gateway, has each tried by its script, prints what was seen. See run."""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import catalogue
from environments import Environments, InstallError, version
from gateway import KEY, ROOT, Gateway
from wire import Wire

WORK = ROOT / "target" / "programs"


def main():
    parser = argparse.ArgumentParser(prog="run", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="PROGRAM")
    parser.add_argument("--quick", action="store_true", help="only those that take seconds")
    parser.add_argument("--cache", default=os.environ.get("SLUICE_PROGRAMS_CACHE", WORK / "cache"))
    parser.add_argument("--data", default=WORK / "data", help="data directory of the gateway")
    parser.add_argument("--install", action="store_true", help="only make the environments")
    options = parser.parse_args()
    # Whoever ends this also ends what it has started.
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, lambda number, _: sys.exit(128 + number))
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise SystemExit(f"python3 is {sys.version.split()[0]} (expected: 3.11 to 3.13)")
    programs = catalogue.chosen(options.names, options.quick)
    WORK.mkdir(parents=True, exist_ok=True)

    environments = Environments(options.cache)
    rows = []
    commands = {}
    for program in programs:
        began = time.monotonic()
        try:
            commands[program] = environments.command(program)
        except InstallError as failure:
            rows.append(row(program, "install", "fails", str(failure)))
            print(f"{program.name}: not installed: {failure}", file=sys.stderr)
        else:
            print(f"{program.name}: there after {time.monotonic() - began:.0f} s", file=sys.stderr)
    if not options.install:
        with Gateway(WORK, options.data) as gateway:
            for program, command in commands.items():
                began = time.monotonic()
                rows += tried(program, command, gateway, environments.binaries(program))
                print(f"{program.name}: tried in {time.monotonic() - began:.0f} s", file=sys.stderr)
        (WORK / "seen.json").write_text(json.dumps(rows, indent=1))
        print_table(rows)
    sys.exit(1 if any(seen["result"] == "fails" for seen in rows) else 0)


def tried(program, command, gateway, binaries):
    """The rows of one program; one that says nothing is a failure, too."""
    seen = WORK / f"{program.name}.jsonl"
    seen.unlink(missing_ok=True)
    home = WORK / "home" / program.name
    home.mkdir(parents=True, exist_ok=True)
    said = WORK / f"{program.name}.log"
    with Wire(gateway.url, WORK / f"{program.name}.wire") as wire, said.open("w") as log:
        environment = {
            **os.environ, "SLUICE_URL": wire.url, "SLUICE_KEY": KEY, "SIMULATOR_URL": gateway.simulator,
            "SEEN": str(seen), "HOME": str(home), "PATH": binaries + os.pathsep + os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1", "DO_NOT_TRACK": "1",
        }
        ended = end_of(
            command, program.seconds, env=environment, cwd=home, stdout=log, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    rows = []
    if seen.exists():
        for line in seen.read_text().splitlines():
            rows.append({"program": program.name, "version": version(program), **json.loads(line)})
    if ended != 0 or not rows:
        rows.append(row(program, "its script ends", "fails", f"{ended}; {said}"))
    return rows


def end_of(command, seconds, **options):
    """Runs it: the status it ended with, or that it did not end in time. Nothing that it started outlives it."""
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return f"not within {seconds} s"
    finally:
        for end in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, end)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)


def row(program, feature, result, seen):
    return {"program": program.name, "version": version(program), "feature": feature, "result": result, "seen": seen}


def print_table(rows):
    print("| program | version | tried | result | seen |\n|---|---|---|---|---|")
    for seen in rows:
        words = " ".join(seen["seen"].split()).replace("|", "\\|")
        short = words if len(words) <= 160 else words[:159] + "…"
        print(f"| {seen['program']} | {seen['version']} | {seen['feature']} | {seen['result']} | {short} |")
    counts = {result: sum(seen["result"] == result for seen in rows) for result in ("works", "pending", "fails")}
    print(f"\n{counts['works']} work, {counts['pending']} wait for something, {counts['fails']} fail", end="")
    print(f"; what passed on the wire is in {WORK}/*.wire")


if __name__ == "__main__":
    main()
