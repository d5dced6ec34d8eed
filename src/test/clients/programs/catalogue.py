"""The programs, and where each comes from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    name: str
    package: str  # what versions/ pins
    kind: str  # "python" or "node"
    quick: bool = False  # installed and tried in seconds: CI runs it, too
    seconds: int = 600  # for all of its features together


PROGRAMS = [
    Program("openai", "openai", "python", quick=True),
    Program("llm", "llm", "python"),
    Program("litellm", "litellm", "python"),
    Program("instructor", "instructor", "python", quick=True),
    Program("langchain", "langchain-openai", "python"),
    Program("llamaindex", "llama-index-llms-openai-like", "python"),
    Program("dspy", "dspy", "python"),
    Program("haystack", "haystack-ai", "python"),
    Program("pydantic-ai", "pydantic-ai-slim", "python", quick=True),
    Program("openai-agents", "openai-agents", "python", quick=True),
    Program("inspect-ai", "inspect-ai", "python"),
    Program("lm-eval", "lm-eval", "python", seconds=1800),
    Program("promptfoo", "promptfoo", "node"),
    Program("ai-sdk", "ai", "node"),
    Program("open-webui", "open-webui", "python", seconds=1200),
    Program("chromium", "playwright-core", "node", quick=True),
]


def chosen(names, quick):
    """Those with these names, or all; fails with the names there are."""
    known = {program.name: program for program in PROGRAMS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SystemExit(f"unknown program '{unknown[0]}' (expected: {', '.join(known)})")
    if names:
        return [known[name] for name in names]
    return [program for program in PROGRAMS if program.quick or not quick]
