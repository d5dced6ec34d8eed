"""llm, the command line: its settings are files, its answers what it prints."""

import os
import subprocess
from pathlib import Path

import llm

from trying import HELLO, KEY, MODEL, TOO_LONG, URL, expect, feature, run, said

HOME = Path(os.environ["HOME"])
os.environ["LLM_USER_PATH"] = str(HOME)
ENTRY = """
- model_id: {id}
  model_name: {name}
  api_base: "{url}"
  api_key_name: sluice
  supports_tools: true
  supports_schema: true
  can_stream: {stream}
"""
(HOME / "extra-openai-models.yaml").write_text(
    ENTRY.format(id="local", name=MODEL, url=URL, stream="true")
    + ENTRY.format(id="agent", name="weather", url=URL, stream="true")
    + f'- model_id: completing\n  model_name: {MODEL}\n  api_base: "{URL}"\n  api_key_name: sluice\n  completion: true\n'
)


def command(*arguments, given=None, fails=False):
    done = subprocess.run(["llm", *arguments], input=given or "", capture_output=True, text=True, timeout=80)
    expect((done.returncode != 0) == fails, f"another end than {done.returncode}: {done.stderr[-400:]}")
    return done.stderr if fails else done.stdout


@feature("list models, set the key")
def models():
    command("keys", "set", "sluice", "--value", KEY)
    expect("local" in command("models"), "the model in `llm models`")
    return "keys set, models"


@feature("chat, streamed")
def streamed():
    return said(command("-m", "local", HELLO, "-o", "max_tokens", "16", "-u"))


@feature("chat, not streamed")
def whole():
    return said(command("-m", "local", HELLO, "-o", "max_tokens", "16", "--no-stream", "-s", "Be brief."))


@feature("a conversation goes on")
def conversation():
    return said(command("-c", "And again.", "-o", "max_tokens", "16"))


@feature("schema")
def schema():
    answer = command("-m", "local", "Invent a dog.", "--schema", "name, age int", "--no-stream", "-o", "max_tokens", "200",
                     "-o", "temperature", "0")
    return said(answer)


@feature("tools, two turns")
def tools():
    tool = "def get_weather(city: str) -> str:\n    'The weather of a city.'\n    return 'sunny in ' + city\n"
    answer = command("-m", "agent", "--functions", tool, "Weather in Oslo?", "--td", "--no-stream")
    expect("It is sunny in Oslo." in answer, f"the second turn, not {answer!r}")
    return answer.strip()


@feature("tools that the local model can't choose are refused by name")
def local_tools():
    error = command("-m", "local", "-T", "llm_version", HELLO, "-o", "max_tokens", "16", fails=True)
    expect("chat template can't describe tools" in error, f"the reason, not {error[-300:]!r}")
    return error.strip()[-150:]


@feature("completions, streamed")
def completing():
    return said(command("-m", "completing", "One, two,", "-o", "max_tokens", "8"))


@feature("context overflow is told")
def overflow():
    error = command("-m", "local", given=TOO_LONG, fails=True)
    expect("maximum context length is" in error, f"OpenAI's words, not {error[-300:]!r}")
    return error.strip()[-150:]


@feature("async")
async def parallel():
    model = llm.get_async_model("local")
    answer = await model.prompt(HELLO, max_tokens=16, key=KEY)
    return said(await answer.text())


@feature("log-probabilities are kept")
def scores():
    model = llm.get_model("completing")
    answer = model.prompt("One, two,", max_tokens=4, logprobs=2, key=KEY)
    said(answer.text())
    chunks = answer.response_json["logprobs"]
    expect(chunks and all("top_logprobs" in chunk for chunk in chunks), f"some, not {answer.response_json}")
    return f"{len(chunks)} chunks"


run()
