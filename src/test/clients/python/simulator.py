"""The simulated upstream behind the gateway, as its clients' judges see it: what reached it, and when it may go on."""

import json
import os
import time
import unittest
import urllib.request

URL = os.environ["SIMULATOR_URL"]


def _call(method, path):
    request = urllib.request.Request(URL + path, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def stats():
    return json.loads(_call("GET", "/_sim/stats"))


def sent():
    """Bodies of the requests that have come to the upstream, oldest first."""
    return [json.loads(request["body"]) for request in json.loads(_call("GET", "/_sim/requests"))["requests"]]


def open_gate(name):
    _call("POST", "/_sim/gates/" + name)


def eventually(condition):
    deadline = time.monotonic() + 10
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("not within 10 seconds: " + json.dumps(stats()))
        time.sleep(0.02)


class Judged(unittest.TestCase):
    """Each test begins with closed gates, scripts at their start and zero counts."""

    def setUp(self):
        eventually(lambda: stats()["open"] == 0)
        _call("DELETE", "/_sim/stats")

    def assert_still_answering(self):
        counts = stats()
        self.assertEqual((1, 0), (counts["open"], counts["completed"]), counts)

    def assert_upstream_was_reset(self):
        eventually(lambda: stats()["cancelled"] == 1)
        self.assertEqual(0, stats()["open"])

    def assert_asked_upstream(self, times):
        self.assertEqual(times, stats()["requests"])
