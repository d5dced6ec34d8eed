"""instructor: objects out of models, in each of its modes."""

import asyncio

import instructor
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel, ConfigDict, Field

from trying import KEY, MODEL, TOO_LONG, URL, equal, expect, feature, run, said, sent_upstream


class City(BaseModel):
    """A city and its weather."""

    model_config = ConfigDict(extra="forbid")
    city: str = Field(max_length=12)
    degrees: int = Field(ge=-50, le=60)


ASK = {"model": MODEL, "messages": [{"role": "user", "content": "It has 20 degrees in Oslo."}], "max_tokens": 100,
       "temperature": 0}


def make(mode, **fields):
    client = instructor.from_openai(OpenAI(base_url=URL, api_key=KEY, max_retries=0), mode=mode)
    return client.create(**{**ASK, "response_model": City, "max_retries": 0, **fields})


for name, mode in (("tools", instructor.Mode.TOOLS), ("strict tools", instructor.Mode.TOOLS_STRICT),
                   ("JSON schema", instructor.Mode.JSON_SCHEMA)):

    @feature(f"an object, by {name}")
    def by_mode(mode=mode):
        return str(make(mode))


@feature("an object, by JSON object, right at the second try")
def again():
    city = make(instructor.Mode.JSON, model="json-city", max_retries=1)
    equal(["json_object"] * 2, [body["response_format"]["type"] for body in sent_upstream()])
    return str(city)


@feature("parts of an object, streamed")
def partial():
    client = instructor.from_openai(OpenAI(base_url=URL, api_key=KEY, max_retries=0), mode=instructor.Mode.JSON_SCHEMA)
    seen = list(client.create_partial(**ASK, response_model=City))
    return f"{len(seen)} parts, then {seen[-1]}"


@feature("a list of objects, by tools, streamed")
def iterable():
    client = instructor.from_openai(OpenAI(base_url=URL, api_key=KEY, max_retries=0), mode=instructor.Mode.TOOLS)
    first = next(iter(client.create_iterable(**ASK, response_model=City)))
    return str(first)


@feature("four objects at once")
async def parallel():
    client = instructor.from_openai(AsyncOpenAI(base_url=URL, api_key=KEY, max_retries=0), mode=instructor.Mode.JSON_SCHEMA)
    made = await asyncio.gather(*(client.create(**ASK, response_model=City, max_retries=0) for _ in range(4)))
    return str(made[3])


@feature("context overflow is told")
def overflow():
    try:
        make(instructor.Mode.JSON, messages=[{"role": "user", "content": TOO_LONG}])
    except Exception as failure:
        expect("maximum context length is" in str(failure), f"OpenAI's words in {str(failure)[-300:]!r}")
        return said(str(failure)[:80])
    raise AssertionError("expected a refusal")


run()
