"""openai-agents: an agent, its tools and handoffs, on chat completions."""

import asyncio

from agents import (Agent, ModelSettings, OpenAIChatCompletionsModel, RunConfig, Runner, function_tool,
                    set_tracing_disabled)
from openai import AsyncOpenAI, BadRequestError
from pydantic import BaseModel, ConfigDict, Field

from trying import HELLO, KEY, MODEL, TOO_LONG, URL, equal, expect, feature, run, said, sent_upstream, upstream_was_reset

set_tracing_disabled(True)  # it would be sent to OpenAI
client = AsyncOpenAI(base_url=URL, api_key=KEY, max_retries=0)


class City(BaseModel):
    """A city and its weather."""

    model_config = ConfigDict(extra="forbid")
    city: str = Field(max_length=12)
    degrees: int


@function_tool
def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"sunny in {city}"


def agent(model=MODEL, settings=None, **fields):
    return Agent(name="helper", instructions="Be brief.", model=OpenAIChatCompletionsModel(model, openai_client=client),
                 model_settings=ModelSettings(**{"max_tokens": 8, "temperature": 0, **(settings or {})}), **fields)


@feature("chat")
async def plain():
    answer = await Runner.run(agent(), HELLO)
    return said(answer.final_output)


@feature("chat, streamed, with usage")
async def streamed():
    answer = Runner.run_streamed(agent(settings={"include_usage": True}), HELLO)
    kinds = [event.type async for event in answer.stream_events()]
    expect(answer.context_wrapper.usage.output_tokens > 0, "usage")
    return f"{len(kinds)} events: {said(answer.final_output)}"


@feature("chat, four at once")
async def parallel():
    answers = await asyncio.gather(*(Runner.run(agent(), HELLO) for _ in range(4)))
    return said(answers[3].final_output)


@feature("an agent's two turns")
async def turns():
    answer = await Runner.run(agent("weather", tools=[get_weather]), "Weather in Oslo?")
    equal("It is sunny in Oslo.", answer.final_output)
    return answer.final_output


@feature("an agent's two turns, streamed")
async def turns_streamed():
    answer = Runner.run_streamed(agent("weather", tools=[get_weather]), "Weather in Oslo?")
    async for _ in answer.stream_events():
        pass
    equal("It is sunny in Oslo.", answer.final_output)
    equal("call_oslo", sent_upstream()[1]["messages"][-1]["tool_call_id"])
    return answer.final_output


@feature("a tool, forced, whose result is the answer")
async def forced():
    asking = agent(tools=[get_weather], tool_use_behavior="stop_on_first_tool",
                   settings={"tool_choice": "get_weather", "max_tokens": 60})
    answer = await Runner.run(asking, "Weather in Oslo?")
    expect(answer.final_output.startswith("sunny in "), f"the tool's result, not {answer.final_output!r}")
    return answer.final_output


@feature("a handoff, required")
async def handoff():
    other = agent("final")
    other.name = "weatherman"
    asking = agent(handoffs=[other], settings={"tool_choice": "required", "max_tokens": 60})
    answer = await Runner.run(asking, "Weather in Oslo?")
    equal(("weatherman", "Hello there."), (answer.last_agent.name, answer.final_output))
    return "the other answers"


@feature("an object")
async def typed():
    answer = await Runner.run(agent(output_type=City, settings={"max_tokens": 150}), "It has 20 degrees in Oslo.")
    expect(isinstance(answer.final_output, City), f"a City, not {answer.final_output!r}")
    return str(answer.final_output)


@feature("metadata, extra body")
async def metadata():
    settings = {"metadata": {"team": "docs"}, "extra_body": {"user": "ada"}, "store": False}
    await Runner.run(agent("final", settings), HELLO, run_config=RunConfig(tracing_disabled=True))
    body = sent_upstream()[0]
    equal(("ada", {"team": "docs"}), (body["user"], body["metadata"]))
    return "reach the upstream"


@feature("context overflow is told")
async def overflow():
    try:
        await Runner.run(agent(), TOO_LONG)
    except BadRequestError as refused:
        expect("maximum context length is" in str(refused), f"OpenAI's words in {refused}")
        return str(refused)
    raise AssertionError("expected a refusal")


@feature("cancelling resets the upstream")
async def cancelled():
    answer = Runner.run_streamed(agent("slow"), HELLO)
    async for event in answer.stream_events():
        if event.type == "raw_response_event" and getattr(event.data, "delta", "") == " two":
            answer.cancel()
    return await asyncio.to_thread(upstream_was_reset)


run()
