"""LangChain: ChatOpenAI, OpenAI and OpenAIEmbeddings with an address of their own."""

import asyncio

import openai
import tiktoken
from langchain.agents import create_agent
from langchain_core.exceptions import ContextOverflowError
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAI, OpenAIEmbeddings
from pydantic import BaseModel, Field

from trying import (EMBEDDER, HELLO, KEY, MODEL, TOO_LONG, URL, equal, expect, feature, raises, run, said, sent_upstream,
                    upstream_was_reset)

AT = {"base_url": URL, "api_key": KEY, "max_retries": 0}


class City(BaseModel):
    """A city and its weather."""

    city: str = Field(max_length=12)
    degrees: int


@tool
def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"sunny in {city}"


def chat(model=MODEL, **fields):
    return ChatOpenAI(model=model, **{"max_completion_tokens": 8, **AT, **fields})


@feature("chat")
def plain():
    answer = chat().invoke(HELLO)
    expect(answer.usage_metadata["total_tokens"] > 0, "usage")
    return said(answer.content)


@feature("chat, streamed, with usage")
def streamed():
    whole = None
    for chunk in chat(stream_usage=True).stream(HELLO):
        whole = chunk if whole is None else whole + chunk
    expect(whole.usage_metadata["output_tokens"] > 0, "usage")
    return said(whole.content)


@feature("chat, a batch, and async")
async def parallel():
    answers = await chat().abatch([HELLO] * 8)
    expect(len(answers) == 8, "eight answers")
    return said(answers[7].content)


@feature("log-probabilities")
def scores():
    answer = chat(logprobs=True, top_logprobs=2).invoke(HELLO)
    tokens = answer.response_metadata["logprobs"]["content"]
    return f"{len(tokens)} tokens"


@feature("tools, forced by name")
def forced():
    answer = chat(max_completion_tokens=64).bind_tools([get_weather], tool_choice="get_weather").invoke("Oslo?")
    equal("get_weather", answer.tool_calls[0]["name"])
    return str(answer.tool_calls[0]["args"])


@feature("tools, any, streamed")
def any_tool():
    whole = None
    for chunk in chat(max_completion_tokens=64).bind_tools([get_weather], tool_choice="any").stream("Weather in Oslo?"):
        whole = chunk if whole is None else whole + chunk
    equal("get_weather", whole.tool_calls[0]["name"])
    return str(whole.tool_calls[0]["args"])


@feature("an agent's two turns")
def agent():
    answer = create_agent(chat("weather"), [get_weather]).invoke({"messages": [HumanMessage("Weather in Oslo?")]})
    equal("It is sunny in Oslo.", answer["messages"][-1].content)
    return answer["messages"][-1].content


for method in ("json_schema", "function_calling"):

    @feature(f"structured output, by {method}")
    def structured(method=method):
        asking = chat(max_completion_tokens=150, temperature=0).with_structured_output(City, method=method)
        answer = asking.invoke("It has 20 degrees in Oslo.")
        expect(isinstance(answer, City), f"a City, not {answer!r}")
        return str(answer)


@feature("JSON mode")
def json_mode():
    asking = chat(max_completion_tokens=150, temperature=0).with_structured_output(None, method="json_mode")
    answer = asking.invoke('Reply with the JSON object {"hello": "world"} and nothing else.')
    expect(isinstance(answer, dict) and answer, f"an object, not {answer!r}")
    return str(answer)


@feature("completions, streamed")
def completions():
    asking = OpenAI(model=MODEL, max_tokens=6, **AT)
    return said("".join(asking.stream("One, two,")))


@feature("completions, a batch in one request")
def completions_batch():
    answers = OpenAI(model=MODEL, max_tokens=6, **AT).generate(["One, two,", "Red, green,"]).generations
    expect(len(answers) == 2, "two answers")
    return said(answers[1][0].text)


def alike(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


@feature("embeddings of texts")
def embeddings():
    asking = OpenAIEmbeddings(model=EMBEDDER, check_embedding_ctx_length=False, **AT)
    cat, kitten, tax = asking.embed_documents(["a cat", "a kitten", "tax law"])
    expect(alike(cat, kitten) > alike(cat, tax), "a cat nearer to a kitten")
    return f"3 × {len(cat)}"


@feature("embeddings, the default: ids of tiktoken")
def embedded_ids():
    # LangChain takes the vocabulary of OpenAI's models for every model; tiktoken would fetch it from the network.
    class Vocabulary:
        def encode_ordinary(self, text):
            return {"a cat": [64, 8415]}[text]

        encode = encode_ordinary

    tiktoken.encoding_for_model = lambda name: Vocabulary()
    plain = OpenAIEmbeddings(model=EMBEDDER, check_embedding_ctx_length=False, **AT).embed_query("a cat")
    try:
        vector = OpenAIEmbeddings(model=EMBEDDER, **AT).embed_query("a cat")
    except openai.BadRequestError as refused:
        expect("token" in str(refused), f"what is refused in {refused}")
        return f"refused: {refused}"
    expect(alike(plain, vector) > 0.99, f"the vector of the text, not one that is {alike(plain, vector):.2f} alike")
    return "the vector of the text"


@feature("user and metadata")
def user():
    chat("final", model_kwargs={"user": "ada"}, metadata={"team": "docs"}, store=False).invoke(HELLO)
    body = sent_upstream()[0]
    equal("ada", body["user"])
    return "reach the upstream"


@feature("context overflow is told")
def overflow():
    # It looks for the code in the message, where openai's newer versions no longer put it: OpenAI's own words pass by, too.
    refused = raises(openai.BadRequestError, lambda: chat().invoke(TOO_LONG), "maximum context length is")
    equal("context_length_exceeded", refused.code)
    return f"recognized: {refused}" if isinstance(refused, ContextOverflowError) else f"told: {refused}"


@feature("timeout resets the upstream")
def timeout():
    raises(openai.APITimeoutError, lambda: chat("slow", timeout=1).invoke(HELLO))
    return upstream_was_reset()


@feature("cancelling resets the upstream")
async def cancelled():
    async def read():
        async for _ in chat("slow").astream(HELLO):
            pass

    reading = asyncio.create_task(read())
    await asyncio.sleep(1)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    return upstream_was_reset()


run()
