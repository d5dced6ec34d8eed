"""openai for Python: what most other libraries are built on."""

import asyncio
import base64
import json
import struct

import openai
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel, ConfigDict

from trying import (EMBEDDER, HELLO, KEY, MODEL, SCHEMA, TOO_LONG, URL, WEATHER_TOOL, equal, expect, feature, raises, run,
                    said, sent_upstream, upstream_was_reset, valid_city)

client = OpenAI(base_url=URL, api_key=KEY, max_retries=0)
ASK = {"model": MODEL, "messages": [{"role": "user", "content": HELLO}], "max_tokens": 16}
WEATHER = {**ASK, "messages": [{"role": "user", "content": "What is the weather in Oslo?"}], "tools": [WEATHER_TOOL],
           "max_tokens": 64}


def chat(**fields):
    return client.chat.completions.create(**{**ASK, **fields})


@feature("list models")
def models():
    names = {model.id for model in client.models.list()}
    expect({MODEL, EMBEDDER} <= names, f"both models in {names}")
    equal(MODEL, client.models.retrieve(MODEL).id)
    return ", ".join(sorted(names))


@feature("chat")
def plain():
    answer = chat()
    equal("length" if answer.usage.completion_tokens == 16 else "stop", answer.choices[0].finish_reason)
    return said(answer.choices[0].message.content)


@feature("chat, streamed, with usage")
def streamed():
    chunks = list(chat(stream=True, stream_options={"include_usage": True}))
    expect(chunks[-1].usage.completion_tokens > 0, "usage in the last chunk")
    return said("".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices))


@feature("chat, eight at once")
async def parallel():
    asking = AsyncOpenAI(base_url=URL, api_key=KEY, max_retries=0)
    answers = await asyncio.gather(*(asking.chat.completions.create(**ASK) for _ in range(8)))
    return [said(answer.choices[0].message.content) for answer in answers][0]


@feature("chat, n=2")
def two_choices():
    answer = chat(n=2, temperature=1.0)
    equal([0, 1], [choice.index for choice in answer.choices])
    chunks = list(chat(n=2, temperature=1.0, stream=True))
    equal({0, 1}, {choice.index for chunk in chunks for choice in chunk.choices})
    return "two choices, whole and streamed"


@feature("chat, log-probabilities")
def scores():
    tokens = chat(logprobs=True, top_logprobs=2).choices[0].logprobs.content
    expect(all(token.logprob <= 0 and len(token.top_logprobs) == 2 for token in tokens), "two for each token")
    return f"{len(tokens)} tokens"


@feature("chat, seed")
def seeded():
    first, second = (chat(seed=7, temperature=1.0).choices[0].message.content for _ in range(2))
    equal(first, second)
    return said(first)


@feature("chat, logit_bias")
def biased():
    # Of the token that every greedy answer here begins with, whichever it is.
    first = chat(temperature=0, max_tokens=1).choices[0].message.content
    other = chat(temperature=0, max_tokens=1, logit_bias={str(token): -100 for token in range(100, 30_000)})
    expect(first != other.choices[0].message.content, f"another word than {first!r}")
    return "another first token"


@feature("chat, user and metadata")
def user():
    chat(model="final", user="ada", metadata={"team": "docs"}, store=False)
    body = sent_upstream()[0]
    equal(("ada", {"team": "docs"}), (body["user"], body["metadata"]))
    chat(user="ada", metadata={"team": "docs"}, store=False)
    return "reach the upstream; the local model answers"


@feature("developer role, parts of text")
def developer():
    messages = [{"role": "developer", "content": "Be brief."},
                {"role": "user", "content": [{"type": "text", "text": HELLO}]}]
    return said(chat(messages=messages).choices[0].message.content)


@feature("an image is refused by name")
def image():
    url = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
    messages = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]
    return raises(openai.BadRequestError, lambda: chat(messages=messages), "image")


@feature("tools, forced by name")
def forced():
    answer = client.chat.completions.create(
        **WEATHER, tool_choice={"type": "function", "function": {"name": "get_weather"}})
    return called(answer)


@feature("tools, required")
def required():
    return called(client.chat.completions.create(**WEATHER, tool_choice="required", parallel_tool_calls=False))


def called(answer):
    call = answer.choices[0].message.tool_calls[0]
    expect(call.id, "an id")
    equal("get_weather", call.function.name)
    expect(isinstance(json.loads(call.function.arguments)["city"], str), "a city")
    return f"{answer.choices[0].finish_reason}: {call.function.arguments}"


@feature("tools, required, streamed")
def required_streamed():
    arguments, names, reasons = "", [], []
    for chunk in client.chat.completions.create(**WEATHER, tool_choice="required", stream=True):
        for choice in chunk.choices:
            reasons += [choice.finish_reason] if choice.finish_reason else []
            for call in choice.delta.tool_calls or []:
                names += [call.function.name] if call.function.name else []
                arguments += call.function.arguments or ""
    equal((["get_weather"], ["tool_calls"]), (names, reasons))
    return json.dumps(json.loads(arguments))


def refusal(**asked):
    try:
        client.chat.completions.create(**asked)
    except openai.BadRequestError as refused:
        return refused
    raise AssertionError("expected: a refusal")


@feature("tools, auto is refused by name, none leaves them out")
def auto():
    equal("tools", refusal(**WEATHER, tool_choice="auto").param)
    none = client.chat.completions.create(**WEATHER, tool_choice="none").choices[0].message
    equal(None, none.tool_calls)
    return said(none.content)


@feature("tools, the result is read")
def result():
    call = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Oslo"}'}}
    messages = [*WEATHER["messages"], {"role": "assistant", "content": None, "tool_calls": [call]},
                {"role": "tool", "tool_call_id": "call_1", "content": "Sunny, 20 degrees."}]
    answer = client.chat.completions.create(**{**WEATHER, "messages": messages}, tool_choice="none")
    return said(answer.choices[0].message.content)


@feature("functions, the old way, are refused by name")
def functions():
    refused = refusal(**ASK, functions=[WEATHER_TOOL["function"]], function_call={"name": "get_weather"})
    expect(refused.param in ("functions", "function_call"), f"its name, not {refused.param}")
    return refused.message


@feature("response_format json_schema, parsed")
def schema():
    class City(BaseModel):
        model_config = ConfigDict(extra="forbid")
        city: str
        degrees: int

    answer = client.chat.completions.create(**{
        **ASK, "max_tokens": 200, "temperature": 0,
        "response_format": {"type": "json_schema", "json_schema": {"name": "city", "strict": True, "schema": SCHEMA}}})
    seen = valid_city(json.loads(answer.choices[0].message.content))
    parsed = client.chat.completions.parse(**{**ASK, "max_tokens": 400, "temperature": 0}, response_format=City)
    expect(isinstance(parsed.choices[0].message.parsed, City), "a City")
    return seen


@feature("response_format json_object")
def json_object():
    messages = [{"role": "user", "content": 'Reply with the JSON object {"hello": "world"} and nothing else.'}]
    answer = chat(messages=messages, response_format={"type": "json_object"}, max_tokens=200, temperature=0)
    value = json.loads(answer.choices[0].message.content)
    expect(isinstance(value, dict) and value, f"an object with something in it, not {value!r}")
    return json.dumps(value)


@feature("completions, log-probabilities, echo")
def completions():
    answer = client.completions.create(model=MODEL, prompt="The capital of France is", max_tokens=1, logprobs=2, echo=True,
                                       temperature=0)
    scores = answer.choices[0].logprobs
    expect(answer.id.startswith("cmpl-"), f"an id cmpl-…, not {answer.id}")
    equal("The capital of France is", "".join(scores.tokens[:-1]))
    equal({len(scores.tokens)}, {len(scores.token_logprobs), len(scores.top_logprobs), len(scores.text_offset)})
    equal(None, scores.token_logprobs[0])
    expect(all(value <= 0 for value in scores.token_logprobs[1:]), "none above 0")
    return f"{len(scores.tokens)} tokens"


@feature("completions, prompts as a list, n=2")
def prompts():
    answer = client.completions.create(model=MODEL, prompt=["One, two,", "Red, green,"], n=2, max_tokens=4)
    equal([0, 1, 2, 3], sorted(choice.index for choice in answer.choices))
    return said(answer.choices[2].text)


@feature("completions, streamed, no usage unasked")
def completions_streamed():
    chunks = list(client.completions.create(model=MODEL, prompt="One, two,", max_tokens=6, stream=True))
    expect(all(chunk.choices and chunk.usage is None for chunk in chunks), "no chunk of usage")
    return said("".join(chunk.choices[0].text for chunk in chunks))


@feature("embeddings, base64 and float")
def embeddings():
    coded = client.embeddings.create(model=EMBEDDER, input=["a cat", "a kitten"])  # asks for base64 by itself
    plain = client.embeddings.create(model=EMBEDDER, input=["a cat", "a kitten"], encoding_format="float")
    raw = client.embeddings.with_raw_response.create(model=EMBEDDER, input="a cat", encoding_format="base64")
    text = json.loads(raw.text)["data"][0]["embedding"]
    values = struct.unpack(f"<{len(base64.b64decode(text)) // 4}f", base64.b64decode(text))
    equal(384, len(values))
    worst = max(abs(a - b) for a, b in zip(coded.data[0].embedding, plain.data[0].embedding, strict=True))
    expect(worst < 1e-6, f"the same numbers, not {worst} apart")
    return f"{len(coded.data)} × {len(coded.data[0].embedding)}"


@feature("embeddings, token ids")
def embedded_tokens():  # "a cat" for cl100k_base, which OpenAI's own clients would send
    answer = client.embeddings.create(model=EMBEDDER, input=[[64, 8415]])
    text = client.embeddings.create(model=EMBEDDER, input="a cat")
    worst = max(abs(a - b) for a, b in zip(answer.data[0].embedding, text.data[0].embedding, strict=True))
    expect(worst < 1e-5, f"the vector of its text, not {worst} apart")
    return f"{len(answer.data[0].embedding)} dimensions"


@feature("embeddings, too long is refused, not cut")
def embedded_long():
    try:
        client.embeddings.create(model=EMBEDDER, input=" ".join(f"number{i}" for i in range(600)))
    except openai.BadRequestError as refused:
        return refused.message
    raise AssertionError("expected: a refusal")


@feature("context overflow")
def overflow():
    long = [{"role": "user", "content": TOO_LONG}]
    refused = raises(openai.BadRequestError, lambda: chat(messages=long), "maximum context length is")
    equal("context_length_exceeded", refused.code)
    return refused.message


@feature("an unknown model")
def unknown():
    return raises(openai.NotFoundError, lambda: chat(model="gpt-17"), "gpt-17")


@feature("a wrong key")
def wrong_key():
    return raises(openai.AuthenticationError, lambda: client.with_options(api_key="sk-wrong").models.list().data)


@feature("asks again after a 429")
def again():
    asking = client.with_options(max_retries=2)
    answer = asking.chat.completions.create(**{**ASK, "model": "busy-once"})
    equal("There now.", answer.choices[0].message.content)
    return answer.choices[0].message.content


@feature("leaving resets the upstream")
def leaves():
    with chat(model="slow", stream=True) as stream:
        for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content == " two":
                break
    return upstream_was_reset()


@feature("timeout resets the upstream")
def timeout():
    asking = client.with_options(timeout=1.0)
    raises(openai.APITimeoutError, lambda: asking.chat.completions.create(**{**ASK, "model": "slow"}))
    return upstream_was_reset()


run()
