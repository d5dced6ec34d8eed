"""Haystack: generators and embedders with an address of their own, alone and in pipelines."""

import asyncio

import openai
from haystack import Document, Pipeline
from haystack.components.agents import Agent
from haystack.components.embedders import OpenAIDocumentEmbedder, OpenAITextEmbedder
from haystack.components.generators.chat import OpenAIChatGenerator
from haystack.components.builders import ChatPromptBuilder
from haystack.dataclasses import ChatMessage
from haystack.tools import Tool
from haystack.utils import Secret
from pydantic import BaseModel, Field

from trying import (EMBEDDER, HELLO, KEY, MODEL, TOO_LONG, URL, equal, expect, feature, raises, run, said,
                    upstream_was_reset)

SECRET = Secret.from_token(KEY)
ASK = [ChatMessage.from_user(HELLO)]
WEATHER = Tool(
    name="get_weather", description="The weather of a city.", function=lambda city: f"sunny in {city}",
    parameters={"type": "object", "properties": {"city": {"type": "string", "maxLength": 12}}, "required": ["city"]},
)


class City(BaseModel):
    """A city and its weather."""

    city: str = Field(max_length=12)
    degrees: int


def generator(model=MODEL, timeout=60.0, **fields):
    rest = {name: fields.pop(name) for name in ("tools", "streaming_callback", "tools_strict") if name in fields}
    return OpenAIChatGenerator(model=model, api_base_url=URL, api_key=SECRET, timeout=timeout, max_retries=0,
                               generation_kwargs={"max_tokens": 8, **fields}, **rest)


@feature("chat")
def plain():
    answer = generator().run(ASK)["replies"][0]
    expect(answer.meta["usage"]["total_tokens"] > 0, "usage")
    return said(answer.text)


@feature("chat, streamed")
def streamed():
    parts = []
    answer = generator(streaming_callback=lambda chunk: parts.append(chunk.content)).run(ASK)["replies"][0]
    equal(answer.text, "".join(parts))
    return said(answer.text)


@feature("chat, four at once")
async def parallel():
    asking = generator()
    answers = await asyncio.gather(*(asking.run_async(ASK) for _ in range(4)))
    return said(answers[3]["replies"][0].text)


@feature("n=2")
def two():
    answers = generator(n=2, temperature=1.0).run(ASK)["replies"]
    equal(2, len(answers))
    return said(answers[1].text)


@feature("tools, required")
def required():
    answer = generator(tools=[WEATHER], tool_choice="required", max_tokens=60).run(ASK)["replies"][0]
    equal("get_weather", answer.tool_calls[0].tool_name)
    return str(answer.tool_calls[0].arguments)


@feature("an agent's two turns")
def agent():
    answer = Agent(chat_generator=generator("weather"), tools=[WEATHER]).run([ChatMessage.from_user("Weather in Oslo?")])
    equal("It is sunny in Oslo.", answer["last_message"].text)
    return answer["last_message"].text


@feature("structured output")
def structured():
    answer = generator(response_format=City, max_tokens=150, temperature=0).run(ASK)["replies"][0]
    return str(City.model_validate_json(answer.text))


@feature("embeddings in a pipeline")
def embeddings():
    documents = OpenAIDocumentEmbedder(model=EMBEDDER, api_base_url=URL, api_key=SECRET).run(
        [Document(content="Oslo is the capital of Norway."), Document(content="Taxes are due in May.")])["documents"]
    query = OpenAITextEmbedder(model=EMBEDDER, api_base_url=URL, api_key=SECRET).run("Which city?")["embedding"]
    nearest = max(documents, key=lambda one: sum(a * b for a, b in zip(one.embedding, query, strict=True)))
    expect("Oslo" in nearest.content, f"Oslo, not {nearest.content}")
    pipeline = Pipeline()
    pipeline.add_component("prompt", ChatPromptBuilder([ChatMessage.from_user("{{ text }} Repeat it.")],
                                                       required_variables=["text"]))
    pipeline.add_component("model", generator())
    pipeline.connect("prompt.prompt", "model.messages")
    return said(pipeline.run({"prompt": {"text": nearest.content}})["model"]["replies"][0].text)


@feature("context overflow is told")
def overflow():
    long = [ChatMessage.from_user(TOO_LONG)]
    return str(raises(openai.BadRequestError, lambda: generator().run(long), "maximum context length is"))


@feature("timeout resets the upstream")
def timeout():
    raises(openai.APITimeoutError, lambda: generator("slow", timeout=1.0).run(ASK))
    return upstream_was_reset()


run()
