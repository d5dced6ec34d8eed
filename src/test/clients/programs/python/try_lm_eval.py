"""lm-evaluation-harness: the command line, on tasks of this directory, since its own come from the network."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from trying import KEY, MODEL, URL, expect, feature, run

HOME = Path(os.environ["HOME"])
shutil.copytree(Path(__file__).resolve().parent.parent / "tasks", HOME / "tasks", dirs_exist_ok=True)
REMOTE = "tokenizer_backend=remote"
scores = {}


def evaluate(task, *arguments, model="local-completions", path="completions", options=()):
    """The results and the answers of each document."""
    out = HOME / "out"
    shutil.rmtree(out, ignore_errors=True)
    done = subprocess.run(
        ["lm_eval", "--model", model, "--tasks", task, "--include_path", ".", "--output_path", str(out), "--log_samples",
         "--model_args", ",".join([f"model={MODEL}", f"base_url={URL}/{path}", f"auth_token={KEY}", "max_retries=1",
                                   *arguments]), *options],
        cwd=HOME / "tasks", capture_output=True, text=True,
        env={**os.environ, "OPENAI_API_KEY": KEY, "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"},
    )
    print(done.stdout, done.stderr)
    expect(done.returncode == 0, f"an end without '{done.stderr.strip().splitlines()[-1]}'")
    results = json.loads(next(out.rglob("results_*.json")).read_text())["results"][task]
    samples = [json.loads(line) for line in next(out.rglob("samples_*.jsonl")).read_text().splitlines()]
    return results, sorted(samples, key=lambda sample: sample["doc_id"])


def capitals(*arguments, options=()):
    """Scores of all choices: the likely one has to win, and every way of asking has to give the same."""
    results, samples = evaluate("sluice_capitals", *arguments, options=options)
    now = [float(response[0]) for sample in samples for response in sample["filtered_resps"]]
    expect(all(-100 < score < 0 for score in now), f"log-probabilities, not {now}")
    expect(results["acc,none"] >= 0.75, f"three of four right, not {results['acc,none']}: {now}")
    before = scores.setdefault("first", now)
    apart = max(abs(a - b) for a, b in zip(before, now, strict=True))
    expect(apart < 0.1, f"the scores of the first way of asking, not {apart} apart")
    return f"{results['acc,none']:.2f} right, scores {now[0]:.2f}, {now[1]:.2f}, …"


@feature("loglikelihood, prompts of token ids, tokenizer of the server")
def ids():
    return capitals(REMOTE)


@feature("loglikelihood, tokenizer found by itself")
def found():
    return capitals()


@feature("loglikelihood, prompts as text")
def text():
    return capitals(REMOTE, "tokenized_requests=False")


@feature("loglikelihood, lists of eight prompts")
def batches():
    return capitals(REMOTE, options=("--batch_size", "8"))


@feature("loglikelihood, four requests at once")
def parallel():
    return capitals(REMOTE, "num_concurrent=4")


@feature("loglikelihood_rolling")
def rolling():
    results, _ = evaluate("sluice_perplexity", REMOTE)
    perplexity = results["word_perplexity,none"]
    expect(1 < perplexity < 1e6, f"a perplexity, not {perplexity}")
    return f"{perplexity:.1f} a word"


@feature("generate_until, prompts of token ids, five stops")
def generate_ids():
    return generated("sluice_count", REMOTE)


@feature("generate_until, prompts as text, a list of two")
def generate_text():
    return generated("sluice_count", "tokenizer_backend=None", options=("--batch_size", "2"))


@feature("generate_until, chat")
def generate_chat():
    return generated("sluice_count", model="local-chat-completions", path="chat/completions",
                     options=("--apply_chat_template",))


def generated(*arguments, **fields):
    _, samples = evaluate(*arguments, **fields)
    texts = [sample["resps"][0][0] for sample in samples]
    expect(len(texts) == 2 and any(texts), f"two texts, not {texts}")
    expect(not any(stop in text for text in texts for stop in "\n.;:!"), f"none of the stops in {texts}")
    return json.dumps(texts, ensure_ascii=False)


run(seconds=240)  # it takes long to start
