"""Open WebUI: its real server, told by its environment where the gateway is."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from trying import EMBEDDER, HELLO, KEY, MODEL, URL, equal, eventually, expect, feature, run, said, upstream_was_reset

HOME = Path(os.environ["HOME"])
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    PORT = free.getsockname()[1]
SETTINGS = {
    "OPENAI_API_BASE_URLS": URL, "OPENAI_API_KEYS": KEY, "ENABLE_OLLAMA_API": "False", "WEBUI_AUTH": "False",
    "RAG_EMBEDDING_ENGINE": "openai", "RAG_EMBEDDING_MODEL": EMBEDDER, "RAG_OPENAI_API_BASE_URL": URL,
    "RAG_OPENAI_API_KEY": KEY,
    # No network here: nothing of it is needed.
    "OFFLINE_MODE": "True", "HF_HUB_OFFLINE": "1", "ENABLE_VERSION_UPDATE_CHECK": "False", "ANONYMIZED_TELEMETRY": "False",
    "DATA_DIR": str(HOME / "data"), "WEBUI_SECRET_KEY": "only-for-this-test", "BYPASS_EMBEDDING_AND_RETRIEVAL": "False",
}
token = None


def ask(path, body=None, seconds=80, raw=False, headers=None):
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}{path}", data,
        {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {}), **(headers or {})})
    try:
        answer = urllib.request.urlopen(request, timeout=seconds)
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{path}: {error.code} {error.read()[:300]!r}") from error
    if raw:
        return answer
    with answer:
        return json.loads(answer.read())


@feature("finds the models")
def models():
    global token
    token = ask("/api/v1/auths/signin", {"email": "", "password": ""})["token"]
    names = {model["id"] for model in ask("/api/models")["data"]}
    expect({MODEL, "weather"} <= names, f"the gateway's models in {names}")
    return ", ".join(sorted(names))


def chat(stream, model=MODEL, **fields):
    return {"model": model, "stream": stream, "messages": [{"role": "user", "content": HELLO}],
            "params": {"max_tokens": 8}, "max_tokens": 8, **fields}


@feature("chat")
def plain():
    answer = ask("/api/chat/completions", chat(False))
    return said(answer["choices"][0]["message"]["content"])


@feature("chat, streamed")
def streamed():
    with ask("/api/chat/completions", chat(True), raw=True) as answer:
        equal("text/event-stream", answer.headers.get_content_type())
        text = ""
        for line in answer:
            if line.startswith(b"data: {"):
                for choice in json.loads(line[6:])["choices"]:
                    text += choice["delta"].get("content") or ""
    return said(text)


@feature("a title for a chat, by the model")
def title():
    messages = [{"role": "user", "content": HELLO}, {"role": "assistant", "content": "Hello."}]
    answer = ask("/api/v1/tasks/title/completions", {"model": "final", "messages": messages, "chat_id": "local:1"})
    equal("Hello there.", answer["choices"][0]["message"]["content"])
    return "Hello there."


@feature("embeddings, asked through it")
def embeddings():
    answer = ask("/api/embeddings", {"model": EMBEDDER, "input": ["a cat", "a dog"]})
    equal([384, 384], [len(row["embedding"]) for row in answer["data"]])
    return "2 × 384"


@feature("a document, embedded and found again")
def document():
    part = (b'--x\r\nContent-Disposition: form-data; name="file"; filename="oslo.txt"\r\nContent-Type: text/plain\r\n\r\n'
            b"Oslo is the capital of Norway.\r\n--x--\r\n")
    file = ask("/api/v1/files/?process=true&process_in_background=false", part,
               headers={"content-type": "multipart/form-data; boundary=x"})
    found = ask("/api/v1/retrieval/query/doc", {"collection_name": f"file-{file['id']}", "query": "Which capital?", "k": 1})
    expect("Oslo" in json.dumps(found), f"Oslo in {found}")
    return "found"


@feature("leaving resets the upstream")
def leaves():
    answer = ask("/api/chat/completions", chat(True, "slow"), raw=True)
    answer.readline()
    answer.close()
    return upstream_was_reset()


def healthy():
    try:
        return ask("/health", seconds=2)["status"]
    except (OSError, AssertionError):
        return False


with (HOME / "server.log").open("w") as log:
    server = subprocess.Popen(["open-webui", "serve", "--host", "127.0.0.1", "--port", str(PORT)], stdout=log,
                              stderr=subprocess.STDOUT, env={**os.environ, **SETTINGS}, cwd=HOME)
    try:
        began = time.monotonic()
        eventually(lambda: healthy() or server.poll() is not None, "Open WebUI answers", 400)
        print(f"started in {time.monotonic() - began:.0f} s")
        run()
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
