"""inspect_ai: evaluations of a model at an address, `openai-api/NAME/MODEL`."""

import os

from trying import HELLO, KEY, MODEL, TOO_LONG, URL, WEATHER_TOOL, equal, expect, feature, run, said

os.environ |= {"SLUICE_BASE_URL": URL, "SLUICE_API_KEY": KEY, "INSPECT_DISPLAY": "none", "INSPECT_LOG_DIR": "logs"}
os.environ["SLUICE_KEY"] = KEY

from inspect_ai import Task, eval
from inspect_ai.dataset import Sample
from inspect_ai.model import GenerateConfig, ResponseSchema, get_model
from inspect_ai.scorer import includes
from inspect_ai.solver import generate, use_tools
from inspect_ai.tool import ToolFunction, ToolInfo, tool
from inspect_ai.util import json_schema
from pydantic import BaseModel


class Weather(BaseModel):
    """Without texts, because inspect_ai keeps only a part of what a schema can say, and not how long they may be."""

    sunny: bool
    degrees: int


@tool
def get_weather():
    async def execute(city: str) -> str:
        """The weather of a city.

        Args:
            city: The name of the city.
        """
        return f"sunny in {city}"

    return execute


def model(name=MODEL, kind="openai-api", **fields):
    return get_model(f"{kind}/sluice/{name}", config=GenerateConfig(**{"max_tokens": 8, "max_retries": 0, **fields}))


def evaluated(task, asked):
    log = eval(task, model=asked, display="none", log_dir=os.environ["HOME"] + "/logs")[0]
    equal("success", log.status, str(log.error.message if log.error else ""))
    return log


@feature("an evaluation, ten samples at once")
def plain():
    log = evaluated(Task([Sample(HELLO, target="e", id=i) for i in range(10)], scorer=includes()), model())
    return f"{len(log.samples)} samples: {said(log.samples[0].output.completion)}"


@feature("an evaluation, streamed")
def streamed():
    asked = get_model(f"openai-api/sluice/{MODEL}", config=GenerateConfig(max_tokens=8, max_retries=0), stream=True)
    return said(evaluated(Task([Sample(HELLO)]), asked).samples[0].output.completion)


@feature("an evaluation with tools, two turns")
def tools():
    task = Task([Sample("Weather in Oslo?", target="sunny in Oslo")], solver=[use_tools(get_weather()), generate()],
                scorer=includes())
    log = evaluated(task, model("weather"))
    equal("C", log.samples[0].scores["includes"].value)
    return log.samples[0].output.completion


@feature("tools, forced by name")
async def forced():
    function = WEATHER_TOOL["function"]
    info = ToolInfo(name="get_weather", description=function["description"], parameters=function["parameters"])
    answer = await model(max_tokens=60).generate("Oslo?", tools=[info], tool_choice=ToolFunction("get_weather"))
    equal("get_weather", answer.message.tool_calls[0].function)
    return str(answer.message.tool_calls[0].arguments)


@feature("structured output")
async def structured():
    asked = model(max_tokens=150, temperature=0,
                  response_schema=ResponseSchema(name="weather", json_schema=json_schema(Weather)))
    return str(Weather.model_validate_json((await asked.generate("It has 20 degrees in Oslo.")).completion))


@feature("log-probabilities, seed, two choices")
async def scores():
    answer = await model(logprobs=True, top_logprobs=2, seed=7, num_choices=2).generate(HELLO)
    equal(2, len(answer.choices))
    expect(answer.choices[1].logprobs.content, "log-probabilities")
    return said(answer.choices[1].message.text)


@feature("completions, log-probabilities")
async def completions():
    answer = await model(kind="openai-api-completions", logprobs=True, top_logprobs=2).generate("One, two,")
    tokens = answer.choices[0].logprobs.content
    expect(tokens and all(token.logprob <= 0 for token in tokens), f"some, not {tokens}")
    return said(answer.completion)


@feature("context overflow ends a sample, not the evaluation")
def overflow():
    log = evaluated(Task([Sample(TOO_LONG), Sample(HELLO)]), model())
    equal(["model_length"], [sample.output.stop_reason for sample in log.samples if len(sample.input) > 1000])
    return "stop_reason model_length"


run()
