"""DSPy: any program over any model through litellm, its answers parsed."""

import asyncio

import dspy
from dspy.adapters import ChatAdapter, JSONAdapter

from trying import EMBEDDER, KEY, MODEL, TOO_LONG, URL, equal, expect, feature, raises, run, said

dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=False)


def lm(model=MODEL, provider="openai", **fields):
    return dspy.LM(f"{provider}/{model}", api_base=URL, api_key=KEY, **{"max_tokens": 60, "num_retries": 0, "cache": False,
                                                                        **fields})


class Capital(dspy.Signature):
    """Names the capital of a country."""

    country: str = dspy.InputField()
    capital: str = dspy.OutputField()


@feature("the model itself")
def plain():
    return said(lm()("Say hello in one short sentence.")[0])


@feature("predict, by chat")
def predict():
    with dspy.context(lm=lm("fields"), adapter=ChatAdapter()):
        equal("Oslo", dspy.Predict(Capital)(country="Norway").capital)
    return "Oslo"


@feature("predict, by JSON")
def predict_json():
    with dspy.context(lm=lm("json-fields"), adapter=JSONAdapter()):
        equal("Oslo", dspy.Predict(Capital)(country="Norway").capital)
    return "Oslo"


@feature("n=2")
def two():
    answers = lm()("Say hello.", n=2, temperature=1.0)
    equal(2, len(answers))
    return said(answers[1])


@feature("async, four at once")
async def parallel():
    asking = lm()
    answers = await asyncio.gather(*(asking.acall("Say hello.") for _ in range(4)))
    return said(answers[3][0])


@feature("log-probabilities")
def scores():
    answer = lm()("Say hello.", logprobs=True)[0]
    expect(isinstance(answer, dict) and answer["logprobs"], f"some, not {answer!r}")
    return said(answer["text"])


@feature("text completion")
def completion():
    return said(lm(provider="text-completion-openai", model_type="text")("One, two,")[0])


@feature("ReAct with a tool, two turns")
def react():
    def get_weather(city: str) -> str:
        """The weather of a city."""
        return f"sunny in {city}"

    with dspy.context(lm=lm("thinking"), adapter=ChatAdapter()):
        answer = dspy.ReAct("question -> answer", tools=[get_weather], max_iters=3)(question="Weather in Oslo?")
    equal("sunny in Oslo", answer.trajectory["observation_0"])
    return answer.answer


@feature("streamed fields")
async def streamed():
    with dspy.context(lm=lm("fields"), adapter=ChatAdapter()):
        program = dspy.streamify(dspy.Predict(Capital), stream_listeners=[dspy.streaming.StreamListener("capital")])
        parts = [part async for part in program(country="Norway")]
    equal("Oslo", parts[-1].capital)
    return f"{len(parts)} parts"


@feature("embeddings")
def embeddings():
    vectors = dspy.Embedder(f"openai/{EMBEDDER}", api_base=URL, api_key=KEY, caching=False)(["a cat", "a dog"])
    equal((2, 384), vectors.shape)
    return "2 × 384"


@feature("context overflow is recognized")
def overflow():
    from dspy.utils.exceptions import ContextWindowExceededError

    raises(ContextWindowExceededError, lambda: lm("overflow")("hello"))
    return str(raises(ContextWindowExceededError, lambda: lm()(TOO_LONG)))[:200]


run()
