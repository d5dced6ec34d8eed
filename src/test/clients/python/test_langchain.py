"""LangChain's ChatOpenAI as the judge of a running gateway. See ../run."""

import asyncio
import os
import time

import openai
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

from simulator import Judged, open_gate, sent

HELLO = "Say hello in one short sentence."


@tool
def get_weather(city: str) -> str:
    """The weather of a city."""
    return city


def model(name, retries=0, **options):
    return ChatOpenAI(
        model=name, base_url=os.environ["SLUICE_URL"] + "/v1", api_key=os.environ["SLUICE_KEY"], max_retries=retries, **options
    )


def whole(stream):
    answer = None
    for chunk in stream:
        answer = chunk if answer is None else answer + chunk
    return answer


class LangChain(Judged):
    def test_sees_the_first_token_before_the_upstream_has_ended(self):
        stream = model("gated").stream(HELLO)
        first = next(chunk for chunk in stream if chunk.content)
        self.assertEqual("First", first.content)
        self.assert_still_answering()
        open_gate("rest")
        rest = whole(stream)
        self.assertEqual(" and last.", rest.content)
        self.assertEqual("stop", rest.response_metadata["finish_reason"])

    def test_cancels_half_way(self):
        stream = model("stalls").stream(HELLO)
        next(chunk for chunk in stream if chunk.content)
        self.assert_still_answering()
        stream.close()
        self.assert_upstream_was_reset()

    def test_cancels_a_task_half_way(self):
        async def cancel():
            reading = asyncio.Event()

            async def read():
                async for chunk in model("stalls").astream(HELLO):
                    if chunk.content == " two":
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
        for name, code in (("reset", "upstream_cut"), ("closed", "upstream_cut"), ("unfinished", "upstream_cut"), ("dies", "engine_dead")):
            with self.subTest(name):
                seen = []
                with self.assertRaises(openai.APIError) as cut:
                    seen.extend(model(name).stream(HELLO))
                    self.fail("a clean end after " + repr(seen))
                self.assertEqual(code, cut.exception.code)
                with self.assertRaises(openai.APIError):
                    asyncio.run(self.read(name))
        for name in ("reset", "closed"):
            with self.subTest(name, stream=False), self.assertRaises(openai.InternalServerError):
                model(name).invoke(HELLO)

    @staticmethod
    async def read(name):
        return [chunk async for chunk in model(name).astream(HELLO)]

    def test_gets_usage_when_asked_and_none_when_not(self):
        usage = whole(model("counted", stream_usage=True).stream(HELLO)).usage_metadata
        self.assertEqual((11, 2, 13), (usage["input_tokens"], usage["output_tokens"], usage["total_tokens"]))
        self.assertEqual(5, usage["input_token_details"]["cache_read"])
        answer = whole(model("counted").stream(HELLO))
        self.assertEqual(("Counted words.", None), (answer.content, answer.usage_metadata))
        self.assertTrue(all(body["stream_options"]["include_usage"] for body in sent()))
        self.assertEqual(13, model("counted").invoke(HELLO).usage_metadata["total_tokens"])

    def test_gets_tool_calls(self):
        asked = model("tools").bind_tools([get_weather])
        for answer in (whole(asked.stream(HELLO)), asked.invoke(HELLO)):
            self.assertEqual(
                [("call_oslo", "get_weather", {"city": "Oslo"}), ("call_lima", "get_weather", {"city": "Lima"})],
                [(call["id"], call["name"], call["args"]) for call in answer.tool_calls],
            )
            self.assertEqual([], answer.invalid_tool_calls)
            self.assertEqual("tool_calls", answer.response_metadata["finish_reason"])
        self.assertEqual("get_weather", sent()[-1]["tools"][0]["function"]["name"])

    def test_gets_log_probs(self):
        asked = model("scored", logprobs=True, top_logprobs=2)
        for answer in (whole(asked.stream(HELLO)), asked.invoke(HELLO)):
            scores = answer.response_metadata["logprobs"]["content"]
            self.assertEqual([("Sure", -0.125), ("ly", -0.25)], [(score["token"], score["logprob"]) for score in scores])

    def test_gets_several_choices(self):
        choices = model("choices", n=2).generate([[HumanMessage(HELLO)]]).generations[0]
        self.assertEqual(["left", "right side"], [choice.text for choice in choices])
        # Its stream joins the choices; nothing of either may be missing.
        self.assertEqual("rightle sideft", whole(model("choices", n=2).stream(HELLO)).content)

    def test_gets_one_answer_from_the_third_rung(self):
        for route, fallback in (("third-rung", "1=unsure(0.1353), 2=refused"), ("third-after-cut", "1=unsure(0.1353), 2=cut")):
            for stream in (True, False):
                with self.subTest(route, stream=stream):
                    asked = model(route, include_response_headers=True)
                    answer = whole(asked.stream(HELLO)) if stream else asked.invoke(HELLO)
                    self.assertEqual(("Surely", "stop"), (answer.content, answer.response_metadata["finish_reason"]))
                    self.assertFalse(answer.response_metadata.get("logprobs"))
                    headers = answer.response_metadata["headers"]
                    self.assertEqual(("3", fallback), (headers["x-sluice-rung"], headers["x-sluice-fallback"]))
        self.assertEqual(13, whole(model("third-counts", stream_usage=True).stream(HELLO)).usage_metadata["total_tokens"])
        scores = whole(model("third-rung", logprobs=True).stream(HELLO)).response_metadata["logprobs"]["content"]
        self.assertEqual([("Sure", -0.125), ("ly", -0.25)], [(score["token"], score["logprob"]) for score in scores])

    def test_gets_tool_calls_from_the_third_rung(self):
        asked = model("third-calls").bind_tools([get_weather])
        for answer in (whole(asked.stream(HELLO)), asked.invoke(HELLO)):
            self.assertEqual(["Oslo", "Lima"], [call["args"]["city"] for call in answer.tool_calls])
            self.assertEqual(("", []), (answer.content, answer.invalid_tool_calls))

    def test_gets_the_best_when_nobody_is_sure(self):
        for answer in (whole(model("best-of-two").stream(HELLO)), model("best-of-two").invoke(HELLO)):
            self.assertEqual("Probably.", answer.content)

    def test_raises_the_clients_own_exceptions_before_the_first_token(self):
        for name, kind in (
            ("busy", openai.RateLimitError), ("refused", openai.BadRequestError), ("ecko", openai.NotFoundError),
            ("broken", openai.InternalServerError), ("overloaded", openai.InternalServerError),
            ("error-in-200", openai.InternalServerError),
        ):
            with self.subTest(name), self.assertRaises(kind):
                next(model(name).stream(HELLO))

    def test_retries_when_and_as_it_is_told(self):
        began = time.monotonic()
        self.assertIn("hello", whole(model("busy-once", retries=2).stream(HELLO)).content)
        self.assertGreaterEqual(time.monotonic() - began, 2.9)
        self.assert_asked_upstream(2)
        with self.assertRaises(openai.InternalServerError):
            model("hopeless", retries=2).invoke(HELLO)
        self.assert_asked_upstream(3)
