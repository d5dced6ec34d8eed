"""How the tests of OpenAI's own Python client ask the gateway."""

import os

from openai import OpenAI

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
