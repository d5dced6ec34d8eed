"""OpenAI's own Python client as the judge of a running gateway. See ../run."""

import asyncio
import json
import os
import time
import unittest

import openai
from openai import AsyncOpenAI, OpenAI

from simulator import Judged, eventually, open_gate, sent, stats

URL = os.environ["SLUICE_URL"]
LOCAL = os.environ["SLUICE_LOCAL_MODEL"]
HELLO = [{"role": "user", "content": "Say hello in one short sentence."}]
USAGE = {"include_usage": True}


def client(retries=0):
    return OpenAI(base_url=URL + "/v1", api_key=os.environ["SLUICE_KEY"], max_retries=retries)


def chat(model, retries=0, **fields):
    return client(retries).chat.completions.create(model=model, messages=HELLO, **fields)


def complete(model, retries=0, **fields):
    return client(retries).completions.create(model=model, prompt="Say hello", **fields)


def text(chunks):
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


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


class Legacy(Judged):
    """POST /v1/completions."""

    def test_streams(self):
        stream = complete("gated", stream=True, stream_options=USAGE)
        chunks = [next(stream)]
        self.assertEqual("First", chunks[0].choices[0].text)
        self.assert_still_answering()
        open_gate("rest")
        chunks += stream
        self.assertEqual("First and last.", "".join(c.choices[0].text for c in chunks if c.choices))
        self.assertEqual([], chunks[-1].choices)
        self.assertEqual(10, chunks[-1].usage.total_tokens)
        self.assertEqual("stop", chunks[-2].choices[0].finish_reason)
        self.assertEqual({"text_completion"}, {c.object for c in chunks})

    def test_sees_no_chunk_without_a_choice_unless_asked(self):
        self.assertTrue(all(chunk.choices for chunk in complete("counted", stream=True)))

    def test_cancels_half_way(self):
        stream = complete("stalls", stream=True)
        next(stream)
        self.assert_still_answering()
        stream.close()
        self.assert_upstream_was_reset()

    def test_sees_a_cut_as_an_error(self):
        for model in ("reset", "closed", "unfinished"):
            with self.subTest(model), self.assertRaises(openai.APIError) as seen:
                list(complete(model, stream=True))
            self.assertEqual("upstream_cut", seen.exception.code)

    def test_gets_log_probs_and_choices(self):
        chunks = list(complete("scored", stream=True, logprobs=1))
        scores = [c.choices[0].logprobs for c in chunks if c.choices[0].logprobs]
        self.assertEqual(["Sure", "ly"], [token for score in scores for token in score.tokens])
        self.assertEqual([-0.125, -0.25], [logprob for score in scores for logprob in score.token_logprobs])
        self.assertEqual({0, 1}, {c.choices[0].index for c in complete("echo", stream=True, n=2)})
        self.assertEqual(2, len(complete("echo", n=2).choices))

    def test_gets_a_status_before_the_first_token(self):
        with self.assertRaises(openai.RateLimitError):
            complete("busy", stream=True)
        with self.assertRaises(openai.BadRequestError) as refused:
            client().completions.create(model="echo", prompt=7)
        self.assertEqual("prompt", refused.exception.param)


class Refusals(Judged):
    def test_have_their_own_exceptions(self):
        for model, kind, status, code in (
            ("busy", openai.RateLimitError, 429, None),
            ("refused", openai.BadRequestError, 400, "invalid_value"),
            ("ecko", openai.NotFoundError, 404, "model_not_found"),
            ("broken", openai.InternalServerError, 500, None),
            ("overloaded", openai.InternalServerError, 503, None),
            ("locked", openai.InternalServerError, 502, "upstream_auth"),
        ):
            for stream in (True, False):
                with self.subTest(model=model, stream=stream):
                    self.assert_refused(model, stream, kind, status, code)
        self.assert_refused("error-in-200", True, openai.InternalServerError, 502, "overloaded")

    def assert_refused(self, model, stream, kind, status, code):
        with self.assertRaises(kind) as seen:
            chat(model, stream=stream)
        self.assertEqual(status, seen.exception.status_code)
        if code is not None:
            self.assertEqual(code, seen.exception.code)
        self.assertEqual({"message", "type", "param", "code"}, set(seen.exception.body))
        self.assertTrue(seen.exception.request_id)

    def test_carry_the_headers_that_clients_act_on(self):
        with self.assertRaises(openai.RateLimitError) as refused:
            chat("busy", stream=True)
        headers = refused.exception.response.headers
        self.assertEqual(("7", "0"), (headers["retry-after"], headers["x-ratelimit-remaining-requests"]))

    def test_are_retried_when_the_upstream_says(self):
        began = time.monotonic()
        self.assertIn("hello", text(chat("busy-once", retries=2, stream=True)))
        self.assertGreaterEqual(time.monotonic() - began, 2.9)
        self.assert_asked_upstream(2)

    def test_are_retried_or_not_as_x_should_retry_says(self):
        self.assertIn("hello", text(chat("worth-another-try", retries=2, stream=True)))
        self.assert_asked_upstream(2)
        with self.assertRaises(openai.InternalServerError):
            chat("hopeless", retries=2, stream=True)
        self.assert_asked_upstream(3)

    def test_are_not_retried_when_every_rung_has_had_its_try(self):
        with self.assertRaises(openai.InternalServerError) as seen:
            chat("no-rung-left", retries=2, stream=True)
        self.assertEqual((503, "false"), (seen.exception.status_code, seen.exception.response.headers["x-should-retry"]))
        self.assert_asked_upstream(2)

    def test_do_not_show_when_another_rung_answers(self):
        self.assertEqual("Counted words.", text(chat("second-rung", stream=True)))
        self.assert_asked_upstream(2)

    def test_know_models_and_keys(self):
        self.assertIn(LOCAL, [model.id for model in client().models.list()])
        with self.assertRaises(openai.NotFoundError) as missing:
            chat("ecko")
        self.assertIn("'echo'", str(missing.exception))
        with self.assertRaises(openai.AuthenticationError):
            OpenAI(base_url=URL + "/v1", api_key="wrong", max_retries=0).models.list()


if __name__ == "__main__":
    unittest.main()
