"""How the scripts try a program: features with a name, which say what they saw or fail."""

import asyncio
import inspect
import json
import os
import signal
import time
import traceback
import urllib.request

ROOT = os.environ["SLUICE_URL"]
URL = ROOT + "/v1"
KEY = os.environ["SLUICE_KEY"]
SIMULATOR = os.environ["SIMULATOR_URL"]
MODEL = "smollm2"
EMBEDDER = "all-minilm-l6-v2"
HELLO = "Say hello in one short sentence."
SECONDS = 90

SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string", "maxLength": 12}, "degrees": {"type": "integer"}},
    "required": ["city", "degrees"],
    "additionalProperties": False,
}
WEATHER_TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string", "maxLength": 12}},
            "required": ["city"],
            "additionalProperties": False,
        },
    },
}
# More than the context of any model here, and not so much that it is refused for its bytes.
TOO_LONG = "word " * 20_000

_features = []
_loop = asyncio.new_event_loop()


def feature(name, pending=None):
    """Marks a function, plain or async, that tries something; `pending` says what it still waits for."""

    def mark(function):
        _features.append((name, pending, function))
        return function

    return mark


def run(seconds=SECONDS):
    """Tries all, in order, each within the seconds and with a clean simulator, and writes a line for each."""
    asyncio.set_event_loop(_loop)
    signal.signal(signal.SIGALRM, _too_late)
    for name, pending, function in _features:
        simulator("DELETE", "/_sim/stats")
        began = time.time()
        signal.alarm(seconds)
        try:
            seen = function()
            if inspect.isawaitable(seen):
                seen = _loop.run_until_complete(seen)
            result = "works"
        except BaseException as failure:  # a program may also try to exit
            traceback.print_exc()
            result = "pending" if pending else "fails"
            seen = f"{type(failure).__name__}: {failure}"
            if pending:
                seen = f"waits for {pending}; {seen}"
        finally:
            signal.alarm(0)
        line = {"feature": name, "result": result, "seen": str(seen), "began": began, "ended": time.time()}
        with open(os.environ["SEEN"], "a") as file:
            file.write(json.dumps(line) + "\n")


def _too_late(*_):
    raise TimeoutError("not within its time")


def expect(condition, what):
    if not condition:
        raise AssertionError(f"expected: {what}")


def equal(wanted, seen, what=""):
    if wanted != seen:
        raise AssertionError(f"{what} {seen!r} (expected: {wanted!r})".strip())


def said(text):
    """What a model said, if it said anything."""
    expect(isinstance(text, str) and text.strip(), f"some text, not {text!r}")
    return json.dumps(text[:60], ensure_ascii=False)


def raises(types, call, *words):
    """What the call raised, which has to be one of the types and to hold all words."""
    try:
        answer = call()
    except types as raised:
        for word in words:
            expect(word in str(raised), f"'{word}' in {str(raised)[:300]!r}")
        return raised
    raise AssertionError(f"expected an error, not {str(answer)[:200]!r}")


def valid_city(value):
    """That an object is what SCHEMA says."""
    expect(isinstance(value, dict) and set(value) == {"city", "degrees"}, f"city and degrees, not {value!r}")
    expect(isinstance(value["city"], str) and isinstance(value["degrees"], int), f"text and number, not {value!r}")
    return json.dumps(value, ensure_ascii=False)


def simulator(method, path):
    request = urllib.request.Request(SIMULATOR + path, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def sent_upstream():
    """Bodies of the requests that have come to the simulated upstream, oldest first."""
    requests = json.loads(simulator("GET", "/_sim/requests"))["requests"]
    return [json.loads(request["body"]) for request in requests]


def eventually(condition, what, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        expect(time.monotonic() < deadline, f"{what} within {seconds} s")
        time.sleep(0.05)


def upstream_was_reset():
    eventually(lambda: json.loads(simulator("GET", "/_sim/stats"))["cancelled"] == 1, "the upstream is reset")
    return "the upstream was reset"
