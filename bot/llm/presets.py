"""What the known servers do differently, as data. `malbeot doctor --llm` shows what yours really does.

A preset only saves the first refusal: the clients drop a field that a server refuses, cut stop strings themselves and
take either end of a stream, so that a wrong or missing preset still works.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

LimitField = Literal["max_tokens", "max_completion_tokens"]
JsonMode = Literal["schema", "object", "none"]
BOTH: tuple[LimitField, ...] = ("max_tokens", "max_completion_tokens")


@dataclass(frozen=True)
class Preset:
    """One kind of server. The defaults are those of a server nobody has described: what most accept."""

    name: str
    base_url: str = ""  # where it listens unless told otherwise
    limit_fields: tuple[LimitField, ...] = BOTH  # how it wants the token limit spelled
    usage_in_stream: bool = True  # it reports usage in a stream when asked (`stream_options`)
    tokenize: tuple[str, ...] = ("/tokenize", "/extras/tokenize/count")  # beside /v1
    strict: bool = False  # it refuses fields it doesn't know
    json: JsonMode = "none"  # how an answer by schema is asked for; none: in words
    images: bool = False  # its models see; a model may still not
    logprobs: bool = False
    most_stops: int | None = None  # so many stop strings at most; all are cut by us anyway
    hosts: tuple[str, ...] = ()  # its address ends so
    owners: tuple[str, ...] = ()  # `owned_by` in its list of models


GENERIC = Preset("generic")

PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        # docs.vllm.ai, OpenAI-compatible server: both spellings (max_tokens deprecated in chat), /tokenize beside /v1,
        # structured outputs by response_format; owned_by "vllm".
        Preset(
            "vllm", "http://127.0.0.1:8000/v1", tokenize=("/tokenize",), json="schema", logprobs=True, owners=("vllm",)
        ),
        # llama.cpp tools/server README: both spellings, /tokenize, response_format with a schema; owned_by "llamacpp".
        Preset(
            "llama_cpp", "http://127.0.0.1:8080/v1", tokenize=("/tokenize",), json="schema", logprobs=True,
            owners=("llamacpp",),
        ),
        # llama-cpp-python 0.3.36 [server], as measured: max_completion_tokens ignored, no usage in streams, json_schema
        # answered by 500 but json_object with a schema kept by a grammar, pictures read as text; owned_by "me".
        Preset(
            "llama_cpp_python", "http://127.0.0.1:8000/v1", ("max_tokens",), tokenize=("/extras/tokenize/count",),
            usage_in_stream=False, json="object", owners=("me",),
        ),
        # docs.ollama.com/api/openai-compatibility: max_tokens, stream_options.include_usage, response_format; no
        # tokenize endpoint; longer prompts are cut silently. owned_by "library".
        Preset(
            "ollama", "http://127.0.0.1:11434/v1", ("max_tokens",), tokenize=(), json="schema", owners=("library",)
        ),
        # huggingface.co/docs/text-generation-inference, Messages API and OpenAPI: max_tokens, at most 4 stop strings by
        # default (--max-stop-sequences), response_format by grammar; its /tokenize answers a list, not a count.
        Preset(
            "tgi", "http://127.0.0.1:3000/v1", ("max_tokens",), tokenize=(), json="schema", logprobs=True, most_stops=4
        ),
        # docs.nvidia.com/nim, LLM API reference (vLLM or TensorRT-LLM behind it): max_tokens.
        Preset(
            "nim", "http://127.0.0.1:8000/v1", ("max_tokens",), tokenize=(), json="schema", logprobs=True,
            hosts=("nvidia.com",),
        ),
        # friendli.ai/docs, chat completions: max_tokens, stream_options.include_usage, response_format json_schema.
        Preset(
            "friendli", "https://api.friendli.ai/serverless/v1", ("max_tokens",), tokenize=(), json="schema",
            logprobs=True, hosts=("friendli.ai",),
        ),
        # docs.backend.ai, model service: a vLLM, TGI or SGLang behind an authenticating proxy; what vLLM takes.
        Preset("backend_ai", tokenize=("/tokenize",), json="schema", logprobs=True, hosts=("backend.ai",)),
        # transformers 5.23 `transformers serve`, as measured: unknown fields 422, JSON mode and logprobs ignored, stop
        # text left in, usage always, no [DONE].
        Preset(
            "transformers", "http://127.0.0.1:8000/v1", tokenize=(), strict=True, owners=("transformers",),
        ),
        # lmstudio.ai/docs, OpenAI compatibility: max_tokens, response_format json_schema only.
        Preset(
            "lm_studio", "http://127.0.0.1:1234/v1", ("max_tokens",), tokenize=(), json="schema",
            owners=("organization_owner", "organization-owner"),
        ),
        # platform.openai.com/docs/api-reference/chat: max_completion_tokens (newer models refuse max_tokens), 4 stops.
        Preset(
            "openai", "https://api.openai.com/v1", ("max_completion_tokens",), tokenize=(), strict=True, json="schema",
            images=True, logprobs=True, most_stops=4, hosts=("api.openai.com",), owners=("openai", "system"),
        ),
        # docs.litellm.ai, openrouter.ai/docs: max_tokens is translated for whatever stands behind; 4 stops are safe.
        Preset(
            "gateway", "", ("max_tokens",), tokenize=(), json="schema", most_stops=4,
            hosts=("openrouter.ai", "litellm.ai"),
        ),
    )
}  # fmt: skip

_PORTS: Mapping[int, str] = {11434: "ollama", 1234: "lm_studio", 8080: "llama_cpp"}  # 8000 is everybody's


def preset_for(name: str, base_url: str) -> Preset:
    """The named preset; for "auto" the one its address tells of, else GENERIC."""
    if name != "auto":
        return PRESETS[name]
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    by_host = (each for each in PRESETS.values() for end in each.hosts if host == end or host.endswith(f".{end}"))
    return next(by_host, PRESETS.get(_PORTS.get(_port(base_url), ""), GENERIC))


def preset_by_owner(models: Sequence[Mapping[str, Any]]) -> Preset | None:
    """The kind of server a list of models tells of by `owned_by`, if it does."""
    said = {str(model.get("owned_by", "")).lower() for model in models}
    return next((preset for preset in PRESETS.values() if said & set(preset.owners)), None)


def _port(base_url: str) -> int:
    try:
        return urlsplit(base_url).port or 0
    except ValueError:
        return 0
