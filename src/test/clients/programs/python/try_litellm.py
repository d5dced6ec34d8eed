"""litellm: `openai/NAME` with an address, or its own proxy's provider for any server like OpenAI's."""

import asyncio
import json
import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # no prices from the network

import litellm
from pydantic import BaseModel

from trying import (EMBEDDER, HELLO, KEY, MODEL, SCHEMA, TOO_LONG, URL, WEATHER_TOOL, equal, expect, feature, raises, run,
                    said, sent_upstream, upstream_was_reset, valid_city)

litellm.telemetry = False
AT = {"api_base": URL, "api_key": KEY, "num_retries": 0, "max_retries": 0}
MESSAGES = [{"role": "user", "content": HELLO}]


def chat(model=MODEL, provider="openai", **fields):
    return litellm.completion(f"{provider}/{model}", **{"messages": MESSAGES, "max_tokens": 8, **AT, **fields})


@feature("chat")
def plain():
    answer = chat()
    expect(answer.usage.total_tokens > 0, "usage")
    return said(answer.choices[0].message.content)


@feature("chat, as hosted_vllm")
def vllm():
    return said(chat(provider="hosted_vllm").choices[0].message.content)


@feature("chat, streamed, with usage, put together")
def streamed():
    chunks = list(chat(stream=True, stream_options={"include_usage": True}))
    whole = litellm.stream_chunk_builder(chunks, messages=MESSAGES)
    expect(whole.usage.completion_tokens > 0, "usage")
    return said(whole.choices[0].message.content)


@feature("chat, eight at once")
async def parallel():
    answers = await asyncio.gather(*(
        litellm.acompletion(f"openai/{MODEL}", messages=MESSAGES, max_tokens=16, **AT) for _ in range(8)))
    return said(answers[7].choices[0].message.content)


@feature("tools, forced by name")
def forced():
    answer = chat(tools=[WEATHER_TOOL], tool_choice={"type": "function", "function": {"name": "get_weather"}},
                  max_tokens=64)
    call = answer.choices[0].message.tool_calls[0].function
    equal("get_weather", call.name)
    return json.dumps(json.loads(call.arguments))


@feature("tools, auto, streamed, put together")
def auto():
    chunks = list(chat("weather", tools=[WEATHER_TOOL], stream=True))
    call = litellm.stream_chunk_builder(chunks).choices[0].message.tool_calls[0]
    equal(("call_oslo", '{"city":"Oslo"}'), (call.id, call.function.arguments))
    return call.function.arguments


@feature("response_format json_schema")
def schema():
    answer = chat(max_tokens=200, temperature=0, response_format={
        "type": "json_schema", "json_schema": {"name": "city", "strict": True, "schema": SCHEMA}})
    return valid_city(json.loads(answer.choices[0].message.content))


@feature("response_format of a class")
def model_class():
    class Answer(BaseModel):
        yes: bool

    answer = chat(max_tokens=100, temperature=0, response_format=Answer)
    return str(Answer.model_validate_json(answer.choices[0].message.content))


@feature("response_format json_object")
def json_object():
    messages = [{"role": "user", "content": 'Reply with the JSON object {"hello": "world"} and nothing else.'}]
    answer = chat(messages=messages, max_tokens=100, temperature=0, response_format={"type": "json_object"})
    return str(json.loads(answer.choices[0].message.content))


@feature("text completion, log-probabilities, echo")
def completion():
    answer = litellm.text_completion(model=f"text-completion-openai/{MODEL}", prompt="One, two,", max_tokens=4, logprobs=2,
                                     echo=True, **AT)
    scores = answer.choices[0].logprobs
    expect(scores.tokens and scores.token_logprobs, f"tokens and their scores, not {scores}")
    return said(answer.choices[0].text)


@feature("text completion, streamed")
def completion_streamed():
    chunks = litellm.text_completion(model=f"text-completion-openai/{MODEL}", prompt="One, two,", max_tokens=6,
                                     stream=True, **AT)
    return said("".join(chunk.choices[0].text or "" for chunk in chunks))


@feature("text completion, prompts as a list")
def completions():
    answer = litellm.text_completion(model=f"text-completion-openai/{MODEL}", prompt=["One, two,", "Red, green,"],
                                     max_tokens=4, **AT)
    equal([0, 1], [choice.index for choice in answer.choices])
    return said(answer.choices[1].text)


@feature("embeddings")
def embeddings():
    answer = litellm.embedding(f"openai/{EMBEDDER}", input=["a cat", "a dog"], api_base=URL, api_key=KEY)
    equal([384, 384], [len(row["embedding"]) for row in answer.data])
    return "2 × 384"


@feature("user and metadata")
def user():
    # As a parameter, litellm drops `user` for models that it does not know.
    chat("final", extra_body={"user": "ada", "metadata": {"team": "docs"}})
    body = sent_upstream()[0]
    equal(("ada", {"team": "docs"}), (body["user"], body["metadata"]))
    return "reach the upstream"


@feature("context overflow is recognized")
def overflow():
    long = [{"role": "user", "content": TOO_LONG}]
    raises(litellm.ContextWindowExceededError, lambda: chat("overflow"))
    return str(raises(litellm.ContextWindowExceededError, lambda: chat(messages=long)))


@feature("context overflow falls back to a larger model")
def fallback():
    router = litellm.Router(
        model_list=[
            {"model_name": name, "litellm_params": {"model": f"openai/{model}", "api_base": URL, "api_key": KEY}}
            for name, model in (("small", MODEL), ("large", "final"))
        ],
        context_window_fallbacks=[{"small": ["large"]}], num_retries=0,
    )
    answer = router.completion("small", messages=[{"role": "user", "content": TOO_LONG}])
    equal("Hello there.", answer.choices[0].message.content)
    return answer.choices[0].message.content


@feature("an unknown model, a wrong key")
def refused():
    raises(litellm.AuthenticationError, lambda: chat(api_key="sk-wrong"))
    return str(raises(litellm.NotFoundError, lambda: chat("gpt-17")))


@feature("timeout resets the upstream")
def timeout():
    raises(litellm.Timeout, lambda: chat("slow", timeout=1))
    return upstream_was_reset()


run()
