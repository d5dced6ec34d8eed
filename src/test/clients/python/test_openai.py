"""OpenAI's own Python client as the judge of a running gateway. See ../run."""

import asyncio
import json
import os
import unittest

import openai
from openai import AsyncOpenAI

from asking import HELLO, LOCAL, URL, USAGE, chat, client, text
from simulator import Judged, open_gate, sent


class LocalModel(unittest.TestCase):
    def test_streams_with_usage_and_log_probs(self):
        chunks = list(
            chat(LOCAL, max_tokens=12, seed=1, temperature=0, stream=True, logprobs=True, top_logprobs=2, stream_options=USAGE)
        )
        self.assertTrue(text(chunks).strip())
        self.assertEqual(1, len({c.id for c in chunks}))
        self.assertEqual(1, len({c.created for c in chunks}))
        self.assertEqual([], chunks[-1].choices)
        self.assertGreater(chunks[-1].usage.completion_tokens, 0)
        scored = [c.choices[0].logprobs for c in chunks if c.choices and c.choices[0].logprobs]
        self.assertTrue(scored)
        self.assertLessEqual(scored[0].content[0].logprob, 0)
        self.assertEqual(2, len(scored[0].content[0].top_logprobs))
        self.assertIn(chunks[-2].choices[0].finish_reason, ("stop", "length"))

    def test_answers_whole_and_the_same_twice(self):
        ask = dict(max_tokens=12, seed=7, temperature=0)
        first = chat(LOCAL, **ask)
        second = chat(LOCAL, **ask)
        self.assertEqual(first.choices[0].message.content, second.choices[0].message.content)
        self.assertEqual("assistant", first.choices[0].message.role)
        self.assertGreater(first.usage.total_tokens, first.usage.prompt_tokens)

    def test_obeys_stop(self):
        answer = client().chat.completions.create(
            model=LOCAL, messages=[{"role": "user", "content": "Count: one two three four five six"}],
            max_tokens=40, temperature=0, stop=[" "],
        )
        self.assertNotIn(" ", answer.choices[0].message.content.strip())
        self.assertEqual("stop", answer.choices[0].finish_reason)

    def test_says_when_the_prompt_is_longer_than_the_context(self):
        with self.assertRaises(openai.BadRequestError) as refused:
            client().chat.completions.create(model=LOCAL, messages=[{"role": "user", "content": "word " * 20000}])
        self.assertEqual("context_length_exceeded", refused.exception.code)

    def test_refuses_nonsense_by_name(self):
        with self.assertRaises(openai.BadRequestError) as refused:
            client().chat.completions.create(model=LOCAL, messages=[{"role": "xx", "content": "hi"}])
        self.assertIn("role", str(refused.exception))

    def test_embeds(self):
        answer = client().embeddings.create(model="all-minilm-l6-v2", input=["a cat", "a kitten"])
        self.assertEqual([384, 384], [len(row.embedding) for row in answer.data])


class Streams(Judged):
    def test_sees_the_first_token_before_the_upstream_has_ended(self):
        stream = chat("gated", stream=True)
        chunks = [next(stream), next(stream)]
        self.assertEqual("First", text(chunks))
        self.assert_still_answering()
        open_gate("rest")
        chunks += stream
        self.assertEqual("First and last.", text(chunks))
        self.assertEqual("stop", chunks[-1].choices[0].finish_reason)
        self.assertEqual(1, len({(c.id, c.created, c.model) for c in chunks}))

    def test_cancels_half_way(self):
        stream = chat("stalls", stream=True)
        while text([next(stream)]) != " two":
            pass
        self.assert_still_answering()
        stream.close()
        self.assert_upstream_was_reset()

    def test_cancels_a_task_half_way(self):
        async def cancel():
            reading = asyncio.Event()

            async def read():
                asking = AsyncOpenAI(base_url=URL + "/v1", api_key=os.environ["SLUICE_KEY"], max_retries=0)
                async for _ in await asking.chat.completions.create(model="stalls", messages=HELLO, stream=True):
                    reading.set()

            task = asyncio.create_task(read())
            await asyncio.wait_for(reading.wait(), 10)
            self.assert_still_answering()
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task

        asyncio.run(cancel())
        self.assert_upstream_was_reset()

    def test_sees_a_cut_as_an_error(self):
        for model, code in (("reset", "upstream_cut"), ("closed", "upstream_cut"), ("unfinished", "upstream_cut"), ("dies", "engine_dead")):
            with self.subTest(model):
                chunks = []
                with self.assertRaises(openai.APIError) as seen:
                    for chunk in chat(model, stream=True):
                        chunks.append(chunk)
                self.assertEqual("One two", text(chunks))
                self.assertFalse([c for c in chunks if c.choices[0].finish_reason])
                self.assertEqual(code, seen.exception.code)

    def test_gets_usage_when_asked_and_no_chunk_without_a_choice_when_not(self):
        asked = list(chat("counted", stream=True, stream_options=USAGE))
        self.assertEqual([], asked[-1].choices)
        self.assertEqual((11, 2, 13), tuple(getattr(asked[-1].usage, f"{it}_tokens") for it in ("prompt", "completion", "total")))
        self.assertEqual(5, asked[-1].usage.prompt_tokens_details.cached_tokens)
        self.assertTrue(all(chunk.choices and chunk.usage is None for chunk in asked[:-1]))
        for options in (openai.omit, None, {"include_usage": False}, {"include_obfuscation": False}):
            with self.subTest(options):
                chunks = list(chat("counted", stream=True, stream_options=options))
                self.assertEqual("Counted words.", text(chunks))
                self.assertTrue(all(chunk.choices and chunk.usage is None for chunk in chunks))
        self.assertTrue(all(body["stream_options"]["include_usage"] for body in sent()))

    def test_gets_tool_calls(self):
        with client().chat.completions.stream(model="tools", messages=HELLO) as stream:
            choice = stream.get_final_completion().choices[0]
        self.assertEqual("tool_calls", choice.finish_reason)
        calls = [(call.id, call.type, call.function.name, json.loads(call.function.arguments)) for call in choice.message.tool_calls]
        self.assertEqual(
            [("call_oslo", "function", "get_weather", {"city": "Oslo"}), ("call_lima", "function", "get_weather", {"city": "Lima"})],
            calls,
        )

    def test_gets_log_probs(self):
        chunks = list(chat("scored", stream=True, logprobs=True, top_logprobs=2))
        scores = [score for c in chunks if c.choices[0].logprobs for score in c.choices[0].logprobs.content]
        self.assertEqual([("Sure", -0.125), ("ly", -0.25)], [(score.token, score.logprob) for score in scores])
        self.assertTrue(all(len(score.top_logprobs) == 2 and score.bytes for score in scores))

    def test_keeps_several_choices_apart(self):
        with client().chat.completions.stream(model="choices", messages=HELLO, n=2) as stream:
            choices = stream.get_final_completion().choices
        self.assertEqual(["left", "right side"], [choice.message.content for choice in choices])
        self.assertEqual(["stop", "stop"], [choice.finish_reason for choice in choices])
        self.assertEqual(2, sent()[-1]["n"])

    def test_reads_what_others_stumble_at(self):
        self.assertEqual("Zażółć gęślą jaźń 🎈", text(chat("bytewise", stream=True)))
        self.assertEqual("Numbered.", text(chat("numbered", stream=True)))
        thoughts = [getattr(c.choices[0].delta, "reasoning_content", None) for c in chat("reasoning", stream=True)]
        self.assertIn("Hmm.", thoughts)


class WholeAnswers(Judged):
    def test_has_usage_tool_calls_log_probs_and_choices(self):
        self.assertEqual(13, chat("counted").usage.total_tokens)
        calls = chat("tools").choices[0].message.tool_calls
        self.assertEqual(["Oslo", "Lima"], [json.loads(call.function.arguments)["city"] for call in calls])
        scores = chat("scored", logprobs=True).choices[0].logprobs.content
        self.assertEqual([-0.125, -0.25], [score.logprob for score in scores])
        self.assertEqual(["left", "right side"], [choice.message.content for choice in chat("choices", n=2).choices])
        self.assertTrue(chat("counted")._request_id)

    def test_sees_a_cut_as_an_error(self):
        for model in ("reset", "closed"):
            with self.subTest(model), self.assertRaises(openai.InternalServerError) as seen:
                chat(model)
            self.assertEqual((502, "upstream_cut"), (seen.exception.status_code, seen.exception.code))

    def test_cancels_before_there_is_an_answer(self):
        with self.assertRaises(openai.APITimeoutError):
            client().with_options(timeout=0.5).chat.completions.create(model="stalls", messages=HELLO)
        self.assert_upstream_was_reset()


if __name__ == "__main__":
    unittest.main()
