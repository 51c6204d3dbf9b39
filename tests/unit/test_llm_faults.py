"""Refusals of every known shape mean what they mean, and repeat nothing of the request."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from bot.llm.faults import in_words, refusal

SENT = {"model", "messages", "max_tokens", "max_completion_tokens", "stop", "stream_options", "top_p", "temperature"}
CASES: list[tuple[str, int, Any, str, int | None, tuple[str, ...]]] = [
    ("vLLM", 400, {"object": "error", "message": "This model's maximum context length is 4096 tokens. However, you "
     "requested 5000 tokens (4800 in the messages, 200 in the completion).", "type": "BadRequestError", "code": 400},
     "too_long", 4096, ()),
    ("newer vLLM", 400, {"error": {"message": "This model's maximum context length is 512 tokens and your request has "
     "600 input tokens", "type": "BadRequestError", "code": 400}}, "too_long", 512, ()),
    ("OpenAI", 400, {"error": {"message": "This model's maximum context length is 8192 tokens.", "param": "messages",
     "code": "context_length_exceeded"}}, "too_long", 8192, ()),
    ("llama.cpp", 400, {"error": {"code": 400, "message": "the request exceeds the available context size, try "
     "increasing it", "type": "exceed_context_size_error", "n_prompt_tokens": 900, "n_ctx": 512}}, "too_long", 512, ()),
    ("TGI", 422, {"error": "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 3000 "
     "`inputs` tokens and 20 `max_new_tokens`", "error_type": "validation"}, "too_long", 2048, ()),
    ("LM Studio", 400, {"error": "The number of tokens to keep from the initial prompt is greater than the context "
     "length. Try to load the model with a larger context length"}, "too_long", None, ()),
    ("transformers", 422, {"detail": "Unexpected fields in the request: {'top_p'}"}, "field", None, ("top_p",)),
    ("FastAPI", 422, {"detail": [{"type": "extra_forbidden", "loc": ["body", "stop"], "msg": "Extra inputs are not "
     "permitted", "input": "temperature"}]}, "field", None, ("stop",)),
    ("OpenAI field", 400, {"error": {"message": "Unsupported parameter: 'max_tokens' is not supported with this model. "
     "Use 'max_completion_tokens' instead.", "param": "max_tokens", "code": "unsupported_parameter"}},
     "field", None, ("max_tokens",)),
    ("a message that is wrong", 400, {"error": {"message": "Invalid value: messages must alternate", "param":
     "messages"}}, "refused", None, ()),
    ("OpenAI model", 404, {"error": {"message": "The model `x` does not exist", "code": "model_not_found"}},
     "no_model", None, ()),
    ("Ollama model", 404, {"error": {"message": "model \"x\" not found, try pulling it first"}}, "no_model", None, ()),
    ("pinned", 400, {"detail": "Server is pinned to 'a'; requested 'b'."}, "no_model", None, ()),
    ("key", 401, {"error": {"message": "Incorrect API key provided: sk-abc"}}, "key", None, ()),
    ("forbidden", 403, "no", "key", None, ()),
    ("limit", 429, "Too Many Requests", "busy", None, ()),
    ("loading", 503, {"error": {"message": "Loading model"}}, "busy", None, ()),
    ("crash", 500, "Internal Server Error", "broken", None, ()),
    ("proxy", 502, "<html>Bad Gateway</html>", "broken", None, ()),
    ("nothing", 400, "", "refused", None, ()),
]  # fmt: skip


@pytest.mark.parametrize(("name", "status", "body", "kind", "limit", "fields"), CASES, ids=[case[0] for case in CASES])
def test_a_refusal_is_understood(
    name: str, status: int, body: Any, kind: str, limit: int | None, fields: tuple[str, ...]
) -> None:
    raw = body if isinstance(body, str) else json.dumps(body)
    found = refusal(status, raw.encode(), SENT)
    assert (found.kind, found.limit, found.fields) == (kind, limit, fields)


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00", b"{", b"[]", b"null", b'{"detail": [1, {"loc": 3}]}', b"x" * 100_000]
)
def test_a_body_of_any_kind_is_survived(body: bytes) -> None:
    for status in (200, 400, 422, 500):
        assert refusal(status, body, SENT).status == status


def test_the_error_names_what_we_know_and_nothing_of_the_body() -> None:
    error = refusal(404, b'{"error": "The model `x` does not exist: my secret"}', SENT).error("http://a/v1", "tiny")
    assert error.message == "http://a/v1: HTTP 404, it knows no such model 'tiny'"
    assert "doctor --llm" in str(error.fix)


@pytest.mark.parametrize(
    ("error", "begun", "said"),
    [
        (httpx.ConnectError("xyzzy"), False, "can't be reached"),
        (httpx.ReadTimeout("xyzzy"), True, "did not answer in time"),
        (httpx.RemoteProtocolError("xyzzy"), True, "it broke off in the middle of the reply"),
        (httpx.RemoteProtocolError("xyzzy"), False, "it closed the connection without an answer"),
        (httpx.ReadError("xyzzy"), True, "it broke off in the middle of the reply"),
        (json.JSONDecodeError("xyzzy", "", 0), True, "its answer isn't JSON"),
        (LookupError("xyzzy"), True, "its answer can't be read (LookupError)"),
    ],
)
def test_an_error_on_the_way_is_told_in_words_without_its_text(error: Exception, begun: bool, said: str) -> None:
    wrapped = RuntimeError("xyzzy")
    wrapped.__cause__ = error
    assert in_words(error, begun=begun) == said
    assert in_words(wrapped, begun=begun) == said.replace("LookupError", "RuntimeError")
