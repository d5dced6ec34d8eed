"""OpenAI's own Python client as the judge of a running gateway. See ../run."""

import json
import os
import time
import unittest
import urllib.request

import openai
from openai import OpenAI

URL = os.environ["SLUICE_URL"]
SIMULATOR = os.environ["SIMULATOR_URL"]
LOCAL = os.environ["SLUICE_LOCAL_MODEL"]
HELLO = [{"role": "user", "content": "Say hello in one short sentence."}]


def client(**options):
    return OpenAI(base_url=URL + "/v1", api_key=os.environ["SLUICE_KEY"], max_retries=0, **options)


def stats():
    with urllib.request.urlopen(SIMULATOR + "/_sim/stats") as answer:
        return json.load(answer)


def eventually(condition):
    deadline = time.monotonic() + 10
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("not within 10 seconds: " + json.dumps(stats()))
        time.sleep(0.02)


class LocalModel(unittest.TestCase):
    def test_streams_with_usage_and_log_probs(self):
        chunks = list(
            client().chat.completions.create(
                model=LOCAL, messages=HELLO, max_tokens=12, seed=1, temperature=0, stream=True, logprobs=True,
                top_logprobs=2, stream_options={"include_usage": True},
            )
        )
        text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
        self.assertTrue(text.strip())
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
        ask = dict(model=LOCAL, messages=HELLO, max_tokens=12, seed=7, temperature=0)
        first = client().chat.completions.create(**ask)
        second = client().chat.completions.create(**ask)
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


class Upstream(unittest.TestCase):
    def test_cancels_half_way(self):
        before = stats()["cancelled"]
        stream = client().chat.completions.create(model="stall", messages=HELLO, stream=True)
        for chunk in stream:
            if chunk.choices[0].delta.content:
                break
        stream.close()
        eventually(lambda: stats()["cancelled"] > before)

    def test_sees_a_cut_as_an_error(self):
        with self.assertRaises((openai.APIError, openai.APIConnectionError)) as seen:
            for _ in client().chat.completions.create(model="cut-after-3", messages=HELLO, stream=True):
                pass
        self.assertIn("cut", str(seen.exception))

    def test_gets_a_status_before_the_first_token(self):
        with self.assertRaises(openai.RateLimitError) as refused:
            client().chat.completions.create(model="rate-limited", messages=HELLO, stream=True)
        self.assertEqual("7", refused.exception.response.headers["retry-after"])
        with self.assertRaises(openai.APIStatusError) as refused:
            client().chat.completions.create(model="error-in-200", messages=HELLO, stream=True)
        self.assertGreaterEqual(refused.exception.status_code, 500)

    def test_gets_tool_calls_and_several_choices(self):
        with client().chat.completions.stream(model="tool-call", messages=HELLO) as stream:
            call = stream.get_final_completion().choices[0].message.tool_calls[0]
        self.assertEqual("get_weather", call.function.name)
        self.assertEqual({"city": "Oslo"}, json.loads(call.function.arguments))
        chunks = list(client().chat.completions.create(model="echo", messages=HELLO, n=2, stream=True))
        self.assertEqual({0, 1}, {c.index for chunk in chunks for c in chunk.choices})

    def test_sees_no_usage_unless_asked(self):
        for chunk in client().chat.completions.create(model="echo", messages=HELLO, stream=True):
            self.assertTrue(chunk.choices)

    def test_knows_models_and_errors(self):
        self.assertIn(LOCAL, [model.id for model in client().models.list()])
        with self.assertRaises(openai.NotFoundError) as missing:
            client().chat.completions.create(model="ecko", messages=HELLO)
        self.assertEqual("model_not_found", missing.exception.code)
        self.assertIn("'echo'", str(missing.exception))
        with self.assertRaises(openai.AuthenticationError):
            OpenAI(base_url=URL + "/v1", api_key="wrong", max_retries=0).models.list()


if __name__ == "__main__":
    unittest.main()
