"""pydantic-ai: agents whose output is a type."""

import asyncio

from pydantic import BaseModel, Field
from pydantic_ai import Agent, ModelHTTPError, NativeOutput, ToolOutput
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from trying import (HELLO, KEY, MODEL, TOO_LONG, URL, equal, expect, feature, run, said, sent_upstream,
                    upstream_was_reset)


class City(BaseModel):
    """A city and its weather."""

    city: str = Field(max_length=12)
    degrees: int


def agent(model=MODEL, settings=None, **fields):
    asked = OpenAIChatModel(model, provider=OpenAIProvider(base_url=URL, api_key=KEY))
    return Agent(asked, model_settings={"max_tokens": 8, "temperature": 0, **(settings or {})}, **fields)


@feature("chat")
async def plain():
    answer = await agent().run(HELLO)
    expect(answer.usage.output_tokens > 0, "usage")
    return said(answer.output)


@feature("chat, streamed")
async def streamed():
    async with agent().run_stream(HELLO) as answer:
        parts = [part async for part in answer.stream_text(delta=True, debounce_by=None)]
    return f"{len(parts)} parts: {said(''.join(parts))}"


@feature("chat, four at once")
async def parallel():
    asking = agent()
    answers = await asyncio.gather(*(asking.run(HELLO) for _ in range(4)))
    return said(answers[3].output)


@feature("an agent's two turns, streamed and not")
async def turns():
    asking = agent("weather")

    @asking.tool_plain
    def get_weather(city: str) -> str:
        """The weather of a city."""
        return f"sunny in {city}"

    answer = await asking.run("Weather in Oslo?")
    equal("It is sunny in Oslo.", answer.output)
    said_back = sent_upstream()[1]["messages"][-1]
    equal(("tool", "call_oslo", "sunny in Oslo"),
          (said_back["role"], said_back["tool_call_id"], said_back["content"]))
    return answer.output


for name, output in (("a tool, forced", ToolOutput(City)), ("the model's own schema", NativeOutput(City))):

    @feature(f"an object, by {name}")
    async def typed(output=output):
        answer = await agent(settings={"max_tokens": 150}, output_type=output).run("It has 20 degrees in Oslo.")
        expect(isinstance(answer.output, City), f"a City, not {answer.output!r}")
        return str(answer.output)


@feature("an object, streamed by the model's own schema")
async def typed_stream():
    asking = agent(settings={"max_tokens": 150}, output_type=NativeOutput(City))
    async with asking.run_stream("It has 20 degrees in Oslo.") as answer:
        parts = [part async for part in answer.stream_output(debounce_by=None)]
    expect(isinstance(parts[-1], City), f"a City, not {parts[-1]!r}")
    return f"{len(parts)} parts, then {parts[-1]}"


@feature("user and metadata")
async def user():
    await agent("final", {"openai_user": "ada", "extra_body": {"metadata": {"team": "docs"}}}).run(HELLO)
    body = sent_upstream()[0]
    equal(("ada", {"team": "docs"}), (body["user"], body["metadata"]))
    return "reach the upstream"


@feature("context overflow is told")
async def overflow():
    try:
        await agent().run(TOO_LONG)
    except ModelHTTPError as refused:
        expect(refused.status_code == 400 and "maximum context length is" in str(refused.body), f"its words: {refused}")
        return str(refused.body)
    raise AssertionError("expected a refusal")


@feature("cancelling resets the upstream")
async def cancelled():
    async def read():
        async with agent("slow").run_stream(HELLO) as answer:
            async for _ in answer.stream_text(debounce_by=None):
                reading.set()

    reading = asyncio.Event()
    task = asyncio.create_task(read())
    await reading.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return await asyncio.to_thread(upstream_was_reset)


run()
