"""curl as the judge of a running gateway: what is on the wire, and how a transfer ends. See ../run."""

import json
import os
import re
import subprocess

from simulator import Judged, eventually, open_gate, stats

MESSAGES = [{"role": "user", "content": "Say hello"}]


def curl(path, **body):
    """A running curl; -f makes it fail on a status of 400 and more, and any transfer that is cut makes it fail."""
    command = ["curl", "-sSN", "--fail-with-body", "-i", "-H", "content-type: application/json", "-H",
               "authorization: Bearer " + os.environ["SLUICE_KEY"], "-d", json.dumps(body), os.environ["SLUICE_URL"] + path]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)


class Answer:
    def __init__(self, process):
        output, self.error = process.communicate(timeout=30)
        self.code = process.returncode
        head, _, self.body = output.replace("\r\n", "\n").partition("\n\n")
        status, *headers = head.split("\n")
        self.status = int(status.split()[1])
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in headers)}

    @property
    def events(self):
        return [json.loads(line[6:]) for line in self.body.split("\n") if line.startswith("data: {")]

    def text(self):
        choices = [choice for event in self.events for choice in event.get("choices", [])]
        return "".join(choice.get("text") or choice.get("delta", {}).get("content") or "" for choice in choices)


def chat(model, stream=True, **fields):
    return curl("/v1/chat/completions", model=model, stream=stream, messages=MESSAGES, **fields)


def complete(model, stream=True, **fields):
    return curl("/v1/completions", model=model, stream=stream, prompt="Say hello", **fields)


class Curl(Judged):
    def read_until(self, process, pattern):
        for line in process.stdout:
            if re.search(pattern, line):
                return
        self.fail("no line like " + pattern)

    def assert_gone(self, process):
        process.terminate()
        process.communicate(timeout=30)
        self.assert_upstream_was_reset()

    def test_sees_the_first_token_before_the_upstream_has_ended(self):
        for ask in (chat, complete):
            with self.subTest(ask.__name__):
                self.setUp()
                process = ask("gated")
                self.read_until(process, "First")
                self.assert_still_answering()
                open_gate("rest")
                rest, _ = process.communicate(timeout=30)
                self.assertEqual(0, process.returncode)
                self.assertTrue(rest.endswith("data: [DONE]\n\n"), rest[-200:])

    def test_gets_a_stream_of_events_and_nothing_else(self):
        for model, expected in (("bytewise", "Zażółć gęślą jaźń 🎈"), ("numbered", "Numbered."), ("counted", "Counted words.")):
            with self.subTest(model):
                answer = Answer(chat(model))
                self.assertEqual((0, 200, expected), (answer.code, answer.status, answer.text()))
                self.assertTrue(answer.headers["content-type"].startswith("text/event-stream"))
                self.assertEqual(("no-cache", "no"), (answer.headers["cache-control"], answer.headers["x-accel-buffering"]))
                self.assertNotIn("content-encoding", answer.headers)
                self.assertTrue(answer.headers["x-request-id"])
                self.assertNotIn("\nid:", answer.body)
                self.assertTrue(answer.body.endswith("\n\ndata: [DONE]\n\n"), answer.body[-200:])
                self.assertEqual(1, answer.body.count("[DONE]"))
                self.assertEqual([], [event for event in answer.events if not event["choices"]])
                self.assertEqual(1, len({(event["id"], event["created"]) for event in answer.events if event["created"] != 7}))

    def test_cancels_half_way(self):
        for ask in (chat, complete):
            with self.subTest(ask.__name__):
                self.setUp()
                process = ask("stalls")
                self.read_until(process, "One")
                self.assert_still_answering()
                self.assert_gone(process)

    def test_cancels_before_the_head(self):
        process = chat("stalls", stream=False)
        self.wait_until_asked()
        self.assert_gone(process)

    def wait_until_asked(self):
        eventually(lambda: stats()["open"] == 1)

    def test_sees_a_cut_as_an_error_event_and_never_as_an_end(self):
        for ask in (chat, complete):
            for model in ("reset", "closed", "unfinished", "dies"):
                with self.subTest(model, path=ask.__name__):
                    answer = Answer(ask(model))
                    self.assertEqual(200, answer.status)
                    self.assertEqual("One two", answer.text())
                    self.assertEqual({"message", "type", "param", "code"}, set(answer.events[-1]["error"]))
                    self.assertNotIn("[DONE]", answer.body)
                    self.assertNotIn('"finish_reason":"', answer.body)

    def test_gets_usage_when_asked(self):
        for ask in (chat, complete):
            with self.subTest(ask.__name__):
                asked = Answer(ask("counted", stream_options={"include_usage": True})).events
                self.assertEqual(([], 13), (asked[-1]["choices"], asked[-1]["usage"]["total_tokens"]))
                self.assertTrue(all(event["usage"] is None for event in asked[:-1]))
                self.assertTrue(all(event["choices"] for event in Answer(ask("counted")).events))
                self.assertEqual(13, json.loads(Answer(ask("counted", stream=False)).body)["usage"]["total_tokens"])

    def test_gets_tool_calls_named_once(self):
        deltas = [event["choices"][0]["delta"] for event in Answer(chat("tools")).events]
        pieces = [call for delta in deltas for call in delta.get("tool_calls", [])]
        self.assertEqual([(0, "call_oslo"), (1, "call_lima")], [(it["index"], it["id"]) for it in pieces if "id" in it])
        self.assertEqual(2, sum("name" in it["function"] for it in pieces))
        for index, city in ((0, "Oslo"), (1, "Lima")):
            arguments = "".join(it["function"]["arguments"] for it in pieces if it["index"] == index)
            self.assertEqual({"city": city}, json.loads(arguments))

    def test_gets_log_probs_and_choices(self):
        choices = [event["choices"][0] for event in Answer(chat("scored", logprobs=True, top_logprobs=1)).events]
        scores = [score["logprob"] for choice in choices if choice["logprobs"] for score in choice["logprobs"]["content"]]
        self.assertEqual([-0.125, -0.25], scores)
        choices = [event["choices"][0] for event in Answer(complete("scored", logprobs=1)).events]
        self.assertEqual([-0.125, -0.25], [it for choice in choices if choice["logprobs"] for it in choice["logprobs"]["token_logprobs"]])
        finished = [event["choices"][0] for event in Answer(chat("choices", n=2)).events if event["choices"][0]["finish_reason"]]
        self.assertEqual([0, 1], sorted(choice["index"] for choice in finished))

    def test_gets_one_well_formed_stream_from_the_third_rung(self):
        for route, text, rung in (("third-rung", "Surely", "3"), ("third-after-cut", "Surely", "3"), ("best-of-two", "Probably.", "1")):
            with self.subTest(route):
                answer = Answer(chat(route))
                self.assertEqual((0, 200, text), (answer.code, answer.status, answer.text()))
                self.assertEqual(rung, answer.headers["x-sluice-rung"])
                self.assertTrue(answer.body.startswith("data: {"), answer.body[:200])
                self.assertTrue(answer.body.endswith("\n\ndata: [DONE]\n\n"), answer.body[-200:])
                self.assertEqual(1, answer.body.count("[DONE]"))
                self.assertEqual(1, answer.body.count('"finish_reason":"stop"'))
                self.assertNotIn("top_logprobs", answer.body)
                self.assertNotIn('"usage":{', answer.body)
                self.assertEqual(1, len({(event["id"], event["created"], event["model"]) for event in answer.events}))
                whole = Answer(chat(route, stream=False))
                message = json.loads(whole.body)["choices"][0]
                self.assertEqual((text, None), (message["message"]["content"], message["logprobs"]))
                self.assertEqual(rung, whole.headers["x-sluice-rung"])

    def test_gets_a_status_and_an_envelope_before_the_first_token(self):
        for model, status in (("busy", 429), ("refused", 400), ("broken", 500), ("overloaded", 503), ("locked", 502), ("ecko", 404)):
            for stream in (True, False):
                with self.subTest(model, stream=stream):
                    answer = Answer(chat(model, stream))
                    self.assertEqual((22, status), (answer.code, answer.status))
                    self.assertEqual({"message", "type", "param", "code"}, set(json.loads(answer.body)["error"]))
                    self.assertEqual("application/json", answer.headers["content-type"].split(";")[0])
        self.assertEqual("7", Answer(chat("busy")).headers["retry-after"])
        self.assertEqual("false", Answer(chat("hopeless")).headers["x-should-retry"])
        self.assertEqual("false", Answer(chat("no-rung-left")).headers["x-should-retry"])
