"""Ladders, as OpenAI's own Python client sees them. See ../run."""

import json
import unittest

import openai

from asking import HELLO, USAGE, chat, client, complete, text
from simulator import Judged, eventually, open_gate, stats


class Ladders(Judged):
    """Routes whose first rung is unsure and whose second one fails: the client is to see one answer, and nothing of it."""

    LADDERS = (("third-rung", "1=unsure(0.1353), 2=refused"), ("third-after-cut", "1=unsure(0.1353), 2=cut"))

    def test_give_one_whole_stream(self):
        for route, fallback in self.LADDERS:
            with self.subTest(route):
                self.setUp()
                answer = client().chat.completions.with_raw_response.create(model=route, messages=HELLO, stream=True)
                chunks = list(answer.parse())
                self.assertEqual("Surely", text(chunks))
                self.assertEqual(["stop"], [c.choices[0].finish_reason for c in chunks if c.choices[0].finish_reason])
                self.assertEqual(1, len({(c.id, c.created, c.model) for c in chunks}))
                self.assertEqual(1, sum(c.choices[0].delta.role == "assistant" for c in chunks))
                self.assertFalse([c for c in chunks if c.choices[0].logprobs])
                self.assertTrue(all(c.usage is None for c in chunks))
                self.assert_served(answer.headers, "3", "scored", fallback)
                self.assert_asked_upstream(3)

    def test_give_whole_answers(self):
        for route, fallback in self.LADDERS:
            with self.subTest(route):
                raw = client().chat.completions.with_raw_response.create(model=route, messages=HELLO)
                answer = raw.parse()
                self.assertEqual(("Surely", "stop"), (answer.choices[0].message.content, answer.choices[0].finish_reason))
                self.assertIsNone(answer.choices[0].logprobs)
                self.assertEqual(2, answer.usage.completion_tokens)
                self.assert_served(raw.headers, "3", "scored", fallback)
        self.assertEqual("Counted words.", chat("third-counts").choices[0].message.content)

    def assert_served(self, headers, rung, model, fallback):
        names = ("x-sluice-rung", "x-sluice-model", "x-sluice-fallback")
        self.assertEqual((rung, model, fallback), tuple(headers[name] for name in names))

    def test_give_log_probs_of_the_rung_that_answers(self):
        wish = dict(logprobs=True, top_logprobs=2)
        for route, _ in self.LADDERS:
            streamed = [score for c in chat(route, stream=True, **wish) if c.choices[0].logprobs for score in c.choices[0].logprobs.content]
            for scores in (streamed, chat(route, **wish).choices[0].logprobs.content):
                self.assertEqual([("Sure", -0.125), ("ly", -0.25)], [(score.token, score.logprob) for score in scores])
                self.assertTrue(all(len(score.top_logprobs) == 2 for score in scores))

    def test_count_only_the_answer_that_is_given(self):
        chunks = list(chat("third-counts", stream=True, stream_options=USAGE))
        self.assertEqual("Counted words.", text(chunks))
        self.assertEqual(([], 13), (chunks[-1].choices, chunks[-1].usage.total_tokens))
        self.assertTrue(all(c.choices and c.usage is None for c in chunks[:-1]))
        self.assertEqual(13, chat("third-counts").usage.total_tokens)

    def test_call_tools(self):
        with client().chat.completions.stream(model="third-calls", messages=HELLO) as stream:
            streamed = stream.get_final_completion().choices[0]
        for choice in (streamed, chat("third-calls").choices[0]):
            self.assertEqual("tool_calls", choice.finish_reason)
            self.assertFalse(choice.message.content)
            calls = [(call.id, json.loads(call.function.arguments)["city"]) for call in choice.message.tool_calls]
            self.assertEqual([("call_oslo", "Oslo"), ("call_lima", "Lima")], calls)

    def test_are_heard_before_they_have_ended(self):
        stream = chat("third-waits", stream=True)
        chunks = [next(stream), next(stream)]
        self.assertEqual("First", text(chunks))
        self.assert_only_open_one()
        open_gate("rest")
        chunks += stream
        self.assertEqual("First and last.", text(chunks))
        self.assertEqual(1, len({(c.id, c.created, c.model) for c in chunks}))

    def assert_only_open_one(self):
        eventually(lambda: stats()["open"] == 1)
        self.assert_asked_upstream(3)

    def test_are_left_by_a_client(self):
        stream = chat("third-waits", stream=True)
        next(stream)
        self.assert_only_open_one()
        stream.close()
        eventually(lambda: stats()["open"] == 0)

    def test_show_a_cut_after_the_first_token(self):
        chunks = []
        with self.assertRaises(openai.APIError) as seen:
            for chunk in chat("third-is-cut", stream=True):
                chunks.append(chunk)
        self.assertEqual(("One two", "upstream_cut"), (text(chunks), seen.exception.code))

    def test_give_the_best_when_nobody_is_sure(self):
        for stream in (True, False):
            with self.subTest(stream=stream):
                raw = client().chat.completions.with_raw_response.create(model="best-of-two", messages=HELLO, stream=stream)
                answer = raw.parse()
                said = text(list(answer)) if stream else answer.choices[0].message.content
                self.assertEqual("Probably.", said)
                self.assertEqual(("1", "best"), (raw.headers["x-sluice-rung"], raw.headers["x-sluice-verdict"]))
                self.assertEqual("0.6065", raw.headers["x-sluice-confidence"])
                self.assertEqual("false", raw.headers["x-sluice-calibrated"])
        chunks = list(chat("best-of-two", stream=True, stream_options=USAGE))
        self.assertEqual(1, len({(c.id, c.created, c.model) for c in chunks}))
        self.assertEqual(8, chunks[-1].usage.total_tokens)
        self.assertFalse([c for c in chunks[:-1] if c.choices[0].logprobs])

    def test_complete_prompts(self):
        chunks = list(complete("third-rung", stream=True, stream_options=USAGE))
        self.assertEqual("Surely", "".join(c.choices[0].text for c in chunks if c.choices))
        self.assertEqual(1, len({(c.id, c.created, c.model) for c in chunks}))
        self.assertFalse([c for c in chunks if c.choices and c.choices[0].logprobs])
        self.assertEqual(2, chunks[-1].usage.completion_tokens)
        self.assertEqual("Probably.", complete("best-of-two").choices[0].text)


if __name__ == "__main__":
    unittest.main()
