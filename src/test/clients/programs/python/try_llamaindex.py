"""LlamaIndex: OpenAILike for any server, OpenAIEmbedding with an address of its own."""

import asyncio

import openai
from llama_index.core import Document, PromptTemplate, VectorStoreIndex
from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.llms import ChatMessage
from llama_index.core.tools import FunctionTool
from llama_index.embeddings.openai import OpenAIEmbedding
from llama_index.llms.openai_like import OpenAILike
from pydantic import BaseModel, Field

from trying import EMBEDDER, HELLO, KEY, MODEL, TOO_LONG, URL, equal, expect, feature, raises, run, said, upstream_was_reset


class City(BaseModel):
    """A city and its weather."""

    city: str = Field(max_length=12)
    degrees: int


def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"sunny in {city}"


TOOL = FunctionTool.from_defaults(get_weather)
ASK = [ChatMessage(role="user", content=HELLO)]


def llm(model=MODEL, **fields):
    return OpenAILike(model=model, api_base=URL, api_key=KEY,
                      **{"is_chat_model": True, "context_window": 2048, "max_tokens": 8, "max_retries": 0,
                         "is_function_calling_model": True, **fields})


def embedder(**fields):
    return OpenAIEmbedding(model_name=EMBEDDER, api_base=URL, api_key=KEY, max_retries=0, **fields)


@feature("chat")
def plain():
    return said(llm().chat(ASK).message.content)


@feature("chat, streamed")
def streamed():
    return said("".join(part.delta or "" for part in llm().stream_chat(ASK)))


@feature("chat, eight at once")
async def parallel():
    asking = llm()
    answers = await asyncio.gather(*(asking.achat(ASK) for _ in range(8)))
    return said(answers[7].message.content)


@feature("completions, whole and streamed")
def completions():
    asking = llm(is_chat_model=False)
    said(asking.complete("One, two,").text)
    return said("".join(part.delta or "" for part in asking.stream_complete("One, two,")))


@feature("log-probabilities of chat and completions")
def scores():
    chat = llm(logprobs=True, top_logprobs=2).chat(ASK).logprobs
    expect(chat and chat[0][0].logprob <= 0, f"numbers, not {chat}")
    completed = llm(is_chat_model=False, logprobs=True, top_logprobs=2).complete("One, two,").logprobs
    expect(completed and completed[0][0].logprob <= 0, f"numbers, not {completed}")
    return f"{len(chat)} and {len(completed)} tokens"


@feature("tools, required")
def required():
    answer = llm(max_tokens=64).chat_with_tools([TOOL], user_msg="Weather in Oslo?", tool_required=True)
    calls = llm().get_tool_calls_from_response(answer)
    equal("get_weather", calls[0].tool_name)
    return str(calls[0].tool_kwargs)


@feature("an agent's two turns")
async def agent():
    answer = await FunctionAgent(tools=[TOOL], llm=llm("weather"), streaming=True).run("Weather in Oslo?")
    equal("It is sunny in Oslo.", str(answer))
    return str(answer)


@feature("structured output")
def structured():
    answer = llm(max_tokens=150, temperature=0).structured_predict(City, PromptTemplate("It has 20 degrees in Oslo."))
    expect(isinstance(answer, City), f"a City, not {answer!r}")
    return str(answer)


@feature("structured output, by response_format")
def structured_format():
    asking = llm(max_tokens=150, temperature=0, should_use_structured_outputs=True)
    answer = asking.structured_predict(City, PromptTemplate("It has 20 degrees in Oslo."))
    expect(isinstance(answer, City), f"a City, not {answer!r}")
    return str(answer)


@feature("embeddings")
def embeddings():
    vectors = embedder().get_text_embedding_batch(["a cat", "a kitten"])
    equal([384, 384], [len(vector) for vector in vectors])
    return "2 × 384"


@feature("embeddings, dimensions")
def dimensions():
    try:
        vector = embedder(dimensions=128).get_text_embedding("a cat")
    except openai.BadRequestError as refused:
        expect("dimensions" in str(refused), f"what is refused in {refused}")
        return f"refused: {refused}"
    equal(128, len(vector))
    return "128"


@feature("an index of documents, asked")
def index():
    documents = [Document(text="Oslo is the capital of Norway."), Document(text="Taxes are due in May.")]
    built = VectorStoreIndex.from_documents(documents, embed_model=embedder())
    nodes = built.as_retriever(similarity_top_k=1).retrieve("Which city is a capital?")
    expect("Oslo" in nodes[0].text, f"Oslo, not {nodes[0].text}")
    return said(str(built.as_query_engine(llm=llm(), similarity_top_k=1).query("Which city is a capital?")))


@feature("context overflow is told")
def overflow():
    long = [ChatMessage(role="user", content=TOO_LONG)]
    return str(raises(openai.BadRequestError, lambda: llm().chat(long), "maximum context length is"))


@feature("timeout resets the upstream")
def timeout():
    raises(openai.APITimeoutError, lambda: llm("slow", timeout=1.0).chat(ASK))
    return upstream_was_reset()


run()
